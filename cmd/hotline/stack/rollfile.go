package stack

import (
	"encoding/json"
	"fmt"
	"os"

	"hotline/callcenter"
)

// RollFile is what hotline staff import is given: the demo's seats and people.
func (p Place) RollFile() string { return p.Path("staff.json") }

// writeRoll writes it in the form agents reads.
func (p Place) writeRoll() error {
	type seat struct {
		ID    callcenter.SeatID `json:"id"`
		Title string            `json:"title"`
	}
	type staff struct {
		ID          callcenter.AgentID       `json:"id"`
		Name        string                   `json:"name"`
		Roles       []string                 `json:"roles"`
		Skills      map[callcenter.Skill]int `json:"skills"`
		DefaultSeat callcenter.SeatID        `json:"default_seat,omitempty"`
		Password    string                   `json:"password"`
	}
	people, err := p.Staff()
	if err != nil {
		return err
	}
	var roll struct {
		Seats []seat  `json:"seats"`
		Staff []staff `json:"staff"`
	}
	for _, s := range people {
		roll.Seats = append(roll.Seats, seat{s.Seat, "演示坐席 " + string(s.Seat)})
		roll.Staff = append(roll.Staff, staff{s.ID, s.Name, s.Roles, s.Skills, s.Seat, s.Password})
	}
	for _, s := range demoOffice() {
		password, err := p.secret("staff-" + string(s.ID))
		if err != nil {
			return err
		}
		roll.Staff = append(roll.Staff, staff{ID: s.ID, Name: s.Name, Roles: s.Roles, Password: password})
	}
	raw, err := json.MarshalIndent(roll, "", "  ")
	if err != nil {
		return fmt.Errorf("staff.json: %w", err)
	}
	if err := os.WriteFile(p.RollFile(), append(raw, '\n'), 0o600); err != nil {
		return fmt.Errorf("staff.json: %w", err)
	}
	return nil
}
