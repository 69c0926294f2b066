package agents

import (
	"os"
	"testing"

	"hotline/agents/agentstest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	agentstest.DropTemplate()
	os.Exit(code)
}
