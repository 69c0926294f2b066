package stack

import (
	"fmt"
	"strconv"

	"hotline/callcenter"
)

// Seat is a phone of the demo, as run.json tells it.
type Seat struct {
	Extension   string `json:"extension"`
	SIPUser     string `json:"sip_user"`
	SIPPassword string `json:"sip_password"`
}

// Staff is a person of the demo, as run.json tells it.
type Staff struct {
	ID       callcenter.AgentID       `json:"id"`
	Name     string                   `json:"name"`
	Password string                   `json:"password"`
	Seat     callcenter.SeatID        `json:"seat"` // where he works in the demo
	Roles    []string                 `json:"roles"`
	Skills   map[callcenter.Skill]int `json:"skills"`
}

// Numbers are those that can be dialled in the demo.
func Numbers() []string { return []string{"12348", "083312348"} }

// Seats are the demo's phones, each with a password of its own.
func (p Place) Seats() ([]Seat, error) {
	var seats []Seat
	for _, s := range crew(p.Crew) {
		extension := string(s.Seat)
		password, err := p.secret("sip-" + extension)
		if err != nil {
			return nil, err
		}
		seats = append(seats, Seat{Extension: extension, SIPUser: extension, SIPPassword: password})
	}
	return seats, nil
}

// Trunk is the way out: who registers with it takes the calls that go outside.
func (p Place) Trunk() (Seat, error) {
	password, err := p.secret("sip-trunk")
	return Seat{Extension: "trunk", SIPUser: "trunk", SIPPassword: password}, err
}

// Trunk12345 is the city's hotline: who registers with it is its platform.
func (p Place) Trunk12345() (Seat, error) {
	password, err := p.secret("sip-trunk-12345")
	return Seat{Extension: "trunk-12345", SIPUser: "trunk-12345", SIPPassword: password}, err
}

// Staff are the demo's people, each with a password of his own.
func (p Place) Staff() ([]Staff, error) {
	staff := crew(p.Crew)
	for i := range staff {
		password, err := p.secret("staff-" + string(staff[i].ID))
		if err != nil {
			return nil, err
		}
		staff[i].Password = password
	}
	return staff, nil
}

// crew is the demo's people, and for load as many more as are asked for, who can take
// any call in Mandarin.
func crew(size int) []Staff {
	staff := demoStaff()
	for n := len(staff) + 1; n <= size; n++ {
		staff = append(staff, Staff{
			ID: callcenter.AgentID(strconv.Itoa(1000 + n)), Seat: callcenter.SeatID(strconv.Itoa(8000 + n)),
			Name: fmt.Sprintf("话务员%03d", n), Roles: []string{"duty"}, Skills: map[callcenter.Skill]int{"mandarin": 80},
		})
	}
	return staff[:size]
}

// demoStaff is a small floor on which every rule can be seen: two who speak Yi, one
// well and one fairly; two who know wages; everybody speaks Mandarin, not equally well.
func demoStaff() []Staff {
	type skills = map[callcenter.Skill]int
	duty, manager := []string{"duty"}, []string{"duty", "manager"}
	return []Staff{
		{ID: "1001", Seat: "8001", Name: "王秀英", Roles: duty, Skills: skills{"mandarin": 90}},
		{ID: "1002", Seat: "8002", Name: "李建国", Roles: duty, Skills: skills{"mandarin": 80, "wages": 85}},
		{ID: "1003", Seat: "8003", Name: "张丽华", Roles: duty, Skills: skills{"mandarin": 75, "wages": 60}},
		{ID: "1004", Seat: "8004", Name: "吉克阿依", Roles: duty, Skills: skills{"mandarin": 70, "yi": 90}},
		{ID: "1005", Seat: "8005", Name: "沙马木呷", Roles: duty, Skills: skills{"mandarin": 60, "yi": 70}},
		{ID: "1006", Seat: "8006", Name: "陈志强", Roles: manager, Skills: skills{"mandarin": 95, "complaint": 90}},
	}
}
