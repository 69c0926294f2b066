package stack

import "context"

// Status is one server as it stands.
type Status struct {
	Name  string
	PIDs  []int // empty: it does not run
	Ports []int
	Fault error // it runs and cannot be used
	Log   string
}

// Status asks every server.
func (p Place) Status(ctx context.Context) ([]Status, error) {
	var all []Status
	for _, part := range p.parts(Options{}) {
		s, err := part.server(ctx)
		if err != nil {
			return nil, err
		}
		status := Status{Name: s.name, PIDs: s.find(), Ports: s.ports, Log: s.log}
		if len(status.PIDs) > 0 {
			status.Fault = s.ready(ctx)
		}
		all = append(all, status)
	}
	return all, nil
}
