package api

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// codeAt is what an authenticator shows so much later: a code is taken a period early
// or late, and never twice.
func codeAt(t *testing.T, secret string, later time.Duration) string {
	t.Helper()
	text, err := totp.GenerateCode(secret, time.Now().Add(later))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// enrol takes a person's session through the enrolment and returns the secret.
func (c *centre) enrol(token string) (secret, renewed string) {
	c.t.Helper()
	e := c.expect(200, "POST", "/api/session/second-factor", token, nil)
	secret = e["secret"].(string)
	if !strings.HasPrefix(e["uri"].(string), "otpauth://totp/") || !strings.HasPrefix(e["image"].(string), "data:image/png;base64,") {
		c.t.Errorf("enrolment: %v", e)
	}
	c.expect(422, "PUT", "/api/session/second-factor", token, fields{"ticket": e["ticket"], "code": "000000"})
	c.expect(422, "PUT", "/api/session/second-factor", token, fields{"ticket": "forged", "code": codeAt(c.t, secret, 0)})
	in := c.expect(200, "PUT", "/api/session/second-factor", token, fields{"ticket": e["ticket"], "code": codeAt(c.t, secret, -30*time.Second)})
	return secret, in["token"].(string)
}

func TestSecondFactor(t *testing.T) {
	t.Parallel()
	c := openWith(t, true)
	if duty := c.expect(201, "POST", "/api/session", "", fields{"staff": "duty", "password": password}); duty["next"] != nil {
		t.Errorf("who sees his own calls alone needs none: %v", duty)
	}
	in := c.expect(201, "POST", "/api/session", "", fields{"staff": "admin", "password": password})
	if in["next"] != "enrol_factor" {
		t.Fatalf("an administrator without a second factor: %v", in)
	}
	half := in["token"].(string)
	c.expect(403, "GET", "/api/staff", half, nil)
	secret, whole := c.enrol(half)
	c.expect(401, "GET", "/api/session", half, nil)
	c.expect(200, "GET", "/api/staff", whole, nil)
	c.expect(409, "POST", "/api/session/second-factor/proof", whole, fields{"code": "000000"})

	half = c.expect(201, "POST", "/api/session", "", fields{"staff": "admin", "password": password})["token"].(string)
	for _, q := range []struct{ method, path string }{
		{"GET", "/api/staff"}, {"POST", "/api/session/second-factor"}, {"DELETE", "/api/staff/admin/second-factor"},
	} {
		c.expect(403, q.method, q.path, half, nil)
	}
	c.expect(403, "PUT", "/api/session/password", half, fields{"old": password, "new": "something else"})
	c.expect(422, "POST", "/api/session/second-factor/proof", half, fields{"code": codeAt(t, secret, -30*time.Second)}) // spent
	proof := c.expect(200, "POST", "/api/session/second-factor/proof", half, fields{"code": codeAt(t, secret, 30*time.Second)})
	if proof["next"] != nil || proof["factor"] != true {
		t.Errorf("proved: %v", proof)
	}
	c.expect(200, "GET", "/api/staff", proof["token"].(string), nil)
	c.expect(401, "GET", "/api/session", half, nil)
}

// Recovery: another administrator takes the factor away, and it is noted.
func TestALostPhone(t *testing.T) {
	t.Parallel()
	c := openWith(t, true)
	manager := c.expect(201, "POST", "/api/session", "", fields{"staff": "manager", "password": password})["token"].(string)
	_, manager = c.enrol(manager)
	c.expect(200, "GET", "/api/agents", manager, nil)
	admin := c.expect(201, "POST", "/api/session", "", fields{"staff": "admin", "password": password})["token"].(string)
	_, admin = c.enrol(admin)
	c.expect(403, "DELETE", "/api/staff/admin/second-factor", admin, nil)
	c.expect(403, "DELETE", "/api/staff/manager/second-factor", manager, nil)
	c.expect(204, "DELETE", "/api/staff/manager/second-factor", admin, nil)
	c.expect(404, "DELETE", "/api/staff/nobody/second-factor", admin, nil)
	if !strings.Contains(c.notes.String(), `admin staff.factor_removed manager: {`) || strings.Contains(c.notes.String(), "argon2") {
		t.Errorf("notes:\n%s", c.notes)
	}
	deadline := time.Now().Add(20 * time.Second)
	for {
		in := c.expect(201, "POST", "/api/session", "", fields{"staff": "manager", "password": password})
		if in["next"] == "enrol_factor" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("he is still asked for a code: %v", in)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func TestGuessingCodesLocks(t *testing.T) {
	t.Parallel()
	c := openWith(t, true)
	token := c.expect(201, "POST", "/api/session", "", fields{"staff": "auditor", "password": password})["token"].(string)
	c.enrol(token)
	for range 5 { // the password in between does not make guessing free
		half := c.expect(201, "POST", "/api/session", "", fields{"staff": "auditor", "password": password})["token"].(string)
		c.expect(422, "POST", "/api/session/second-factor/proof", half, fields{"code": "000000"})
	}
	c.expect(403, "POST", "/api/session", "", fields{"staff": "auditor", "password": password})
}
