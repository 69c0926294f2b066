package agentstest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Notes remembers the changes it is told of.
type Notes struct {
	mu    sync.Mutex
	lines []string
}

// Note takes a change.
func (n *Notes) Note(_ context.Context, _ pgx.Tx, c callcenter.Change) error {
	before, err := json.Marshal(c.Before)
	if err != nil {
		return err
	}
	after, err := json.Marshal(c.After)
	if err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lines = append(n.lines, fmt.Sprintf("%s %s %s: %s -> %s", c.By, c.Action, c.Object, before, after))
	return nil
}

// String is a line for each change.
func (n *Notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return strings.Join(n.lines, "\n")
}
