package stack

import (
	"encoding/json"
	"fmt"
	"os"
)

// UnitsFile is what hotline units import is given: the demo's 承办单位.
func (p Place) UnitsFile() string { return p.Path("units.json") }

// demoOffice is who hands work orders over and who does one unit's work. They sit at no phone.
func demoOffice() []Staff {
	return []Staff{
		{ID: "2001", Name: "周文静", Roles: []string{"affairs"}},
		{ID: "3001", Name: "沙湾中心", Roles: []string{"unit"}},
	}
}

func (p Place) writeUnits() error {
	type unit struct {
		Name         string   `json:"name"`
		Kind         string   `json:"kind"`
		Region       string   `json:"region"`
		ServiceKinds []string `json:"service_kinds"`
		Active       bool     `json:"active"`
		People       []string `json:"people"`
		Peer         string   `json:"peer,omitempty"`
	}
	raw, err := json.MarshalIndent([]unit{
		{"沙湾区公共法律服务中心", "centre", "511111", []string{"advice", "mediation"}, true, []string{"3001"}, ""},
		{"乐山市法律援助中心", "legal_aid", "511102", []string{"legal_aid"}, true, nil, ""},
		{"峨边彝族自治县人民调解委员会", "mediation", "511132", []string{"mediation"}, true, nil, ""},
		{"乐山市 12345 政务服务便民热线", "other", "511102", []string{}, true, nil, "12345"},
	}, "", "  ")
	if err != nil {
		return fmt.Errorf("units.json: %w", err)
	}
	if err := os.WriteFile(p.UnitsFile(), append(raw, '\n'), 0o600); err != nil {
		return fmt.Errorf("units.json: %w", err)
	}
	return nil
}
