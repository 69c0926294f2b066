package switchboard

import (
	"context"
	"errors"
	"net/http"

	"hotline/callcenter"
)

// field is one setting of an object that Asterisk keeps in memory.
type field struct {
	Attribute string `json:"attribute"`
	Value     string `json:"value"`
}

// PutPhone makes a browser phone known to Asterisk, which forgets it when it restarts:
// it is told again after every resync. Repeated, it changes the password. The endpoint
// comes last: from then on the phone may register.
func (s *Switchboard) PutPhone(ctx context.Context, phone callcenter.WebPhone) error {
	name := string(phone.Seat)
	for _, object := range []struct {
		kind   string
		fields []field
	}{
		{"auth", []field{{"auth_type", "digest"}, {"username", name}, {"password", phone.Password}}},
		{"aor", []field{
			{"max_contacts", "1"},
			{"remove_existing", "yes"},
			{"minimum_expiration", "15"},
			{"default_expiration", "60"},
			{"maximum_expiration", "120"},
			{"qualify_frequency", "10"},
			{"qualify_timeout", "3"},
		}},
		{"endpoint", []field{
			{"context", "from-seat"},
			{"aors", name},
			{"auth", name},
			{"webrtc", "yes"},
			{"dtls_auto_generate_cert", "yes"},
			{"disallow", "all"},
			{"allow", "alaw,ulaw"}, // what callers have: nothing is transcoded
			{"direct_media", "no"},
			{"rtp_timeout", "15"},
			{"rtp_timeout_hold", "15"},
			{"send_connected_line", "no"},
			{"device_state_busy_at", "1"},
			{"language", "zh"},
			{"callerid", name + " <" + name + ">"},
		}},
	} {
		body := map[string]any{"fields": object.fields}
		if err := s.wire.Do(ctx, http.MethodPut, dynamic(object.kind, name), nil, body, nil); err != nil {
			return err
		}
	}
	return nil
}

// DropPhone makes Asterisk forget a browser phone; a talk on it goes on. Repeated: no effect.
func (s *Switchboard) DropPhone(ctx context.Context, seat callcenter.SeatID) error {
	var failed error
	for _, kind := range []string{"endpoint", "aor", "auth"} {
		err := s.wire.Do(ctx, http.MethodDelete, dynamic(kind, string(seat)), nil, nil, nil)
		failed = errors.Join(failed, unless(callcenter.NotFound, err))
	}
	return failed
}

func dynamic(kind, name string) string {
	return "/asterisk/config/dynamic/res_pjsip/" + kind + "/" + name
}
