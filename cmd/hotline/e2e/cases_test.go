package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// proof names what shows that a case holds: "story/NAME" and "adopted/NAME" are played on
// the real stack, "FOLDER.TestNAME" is a test of a package, anything else is one of failures.
type proof = string

// cases are the queue, agent, transfer and restart cases other systems hold themselves to, by their source (AT
// asterisk/testsuite, WA and WG wazo, OA OpenACD, KZ kazoo, WC wazo-calld), and what proves each here.
var cases = []struct {
	source, what string
	by           []proof
}{
	{"AT", "one caller, one free agent: joined, rung, connected, left, completed", []proof{"story/happy"}},
	{"AT", "everybody paused: nobody is rung, the caller leaves at the limit, one record says why", []proof{"story/all-on-a-break"}},
	{"AT", "one paused: he is never tried", []proof{"story/on-a-break"}},
	{"AT", "nobody answers: only those who fit are rung, the caller leaves at the limit", []proof{"story/nobody-answers"}},
	{"AT", "a busy agent is neither rung nor paused", []proof{"queue/who is rung", "story/busy"}},
	{"AT", "rung without answer as often as configured: taken off", []proof{"story/missed-twice"}},
	{"AT", "and never the last who serves something", []proof{"story/two-misses", "queue.TestTheLastAgentIsLeftOnWithAnAlarm"}},
	{"WA", "a reject goes to the next agent in order", []proof{"story/reject", "story/desk-reject"}},
	{"WA", "the next free agent takes the next caller", []proof{"queue/who is rung"}},
	{"WA", "only agents with the skill are rung", []proof{"story/yi-without-yi-agent", "queue/who is rung"}},
	{"WA", "a queue added to a signed-in agent brings him its calls", []proof{"queue/who is rung", "agents.TestStaffChangesWhileOnShift"}},
	{"WA", "do not disturb: not rung", []proof{"story/on-a-break", "story/unregisters"}},
	{"WA", "schedules: open, closed, exception", []proof{"story/outside-hours", "callcenter.TestHours"}},
	{"WA", "closed is counted", []proof{"operator/works the queue"}},
	{"OA", "a pull binds once; put back returns the call to the head", []proof{"operator/works the queue", "queue.TestAnOperatorOrdersTheQueue"}},
	{"OA", "a dead dispatcher is replaced for the same call", []proof{"adopted/killed-waiting", "adopted/killed-ringing"}},
	{"OA", "an agent cannot transfer to himself", []proof{"callcenter/flow.TestWhoMayTransfer"}},
	{"OA", "an unknown queue is the default queue", []proof{"callcenter/flow.TestUnknownTopic"}},
	{"AT", "another configuration: exactly the new agents and topics, and who waits stays", []proof{"agents.TestStaffChangesWhileOnShift", "queue.TestAReloadMovesNobody"}},
	{"AT", "the reason of a pause is seen", []proof{"agents/api.TestADayAtASeat", "agents.TestAShiftFromSignInToSignOut"}},
	{"AT", "what is done on answer is done once, before the bridge", []proof{"callcenter/flow.TestAcceptOnce", "cmd/hotline/desk.TestPopBeforeAnswering"}},
	{"KZ", "no agent: none assignable; one busy agent: none assignable", []proof{"queue.TestNobodyWhoIsBusyIsCounted"}},

	{"AT", "sign-in twice refused", []proof{"agents.TestSeatsAndAgentsAreTakenOnce"}},
	{"AT", "an unknown id refused", []proof{"agents/api.TestSignInRefusals"}},
	{"WG", "sign-in on another's seat refused", []proof{"agents.TestSeatsAndAgentsAreTakenOnce"}},
	{"WG", "pause when not signed in refused", []proof{"agents.TestMoves", "agents/api.TestADayAtASeat"}},
	{"WG", "what he serves is kept over sign-out and sign-in", []proof{"agents.TestWhatHeServesIsKept"}},
	{"WG", "deleting a signed-in agent frees his seat", []proof{"agents.TestStaffChangesWhileOnShift"}},
	{"WG", "joining a queue while paused keeps the pause", []proof{"agents.TestWhatHeServesIsKept"}},
	{"WG", "sign-out is idempotent", []proof{"agents.TestAShiftFromSignInToSignOut", "dial/codes of a seat"}},
	{"WG", "also when the phone is gone already", []proof{"agents.TestWhatHeServesIsKept"}},

	{"WC", "attended, the recipient rings: cancelled, the caller is back with the agent", []proof{"story/consult-cancelled"}},
	{"WC", "attended, joined: the agent leaves, caller and recipient talk", []proof{"story/transfer-attended", "desk/others"}},
	{"WC", "all hang up: no leg is left", []proof{"story/transfer-caller-leaves-all-leave"}},
	{"WC", "the caller hangs up while it rings", []proof{"story/transfer-caller-leaves-while-ringing", "story/transfer-blind-caller-leaves"}},
	{"WC", "the agent hangs up while it rings: it becomes a blind transfer", []proof{"story/transfer-agent-leaves-while-ringing"}},
	{"WC", "blind: the recipient answers; nobody answers", []proof{"story/transfer-blind", "story/transfer-blind-no-answer"}},
	{"WC", "somebody else's transfer is refused", []proof{"callcenter/flow.TestWhoMayTransfer"}},

	{"WC", "held, the caller hangs up while the controller is down: ended at its start", []proof{"adopted/killed-on-hold", "adopted/killed-talking-caller-left"}},
	{"WC", "an agent answers a call that has ended: he is hung up", []proof{"callcenter/flow.TestCallerGoneBetweenAnswerAndJoin"}},
	{"WC", "the caller's end stops the ringing", []proof{"story/abandon-ringing", "adopted/killed-ringing-abandoned"}},
	{"WC", "Asterisk restarts: the controller is back, and so is a browser's phone", []proof{"desk/asterisk restarts", "story/asterisk-away"}},

	{"WA", "room for one and four callers: full three times", []proof{"queue/each way out is counted"}},
	{"WA", "three give up, three find nobody: each counted right", []proof{"queue/each way out is counted"}},
	{"WA", "a ring within a longer call is one missed ring", []proof{"story/one-missed-ring"}},
	{"WA", "double sign-in or sign-out is one event", []proof{"agents.TestSeatsAndAgentsAreTakenOnce", "agents.TestAShiftFromSignInToSignOut"}},
	{"WA", "ended by the caller or by the agent, told apart", []proof{"story/abandon-talking", "story/happy"}},
}

// TestEveryCaseHasItsProof: what is named in cases exists, and is played or run.
func TestEveryCaseHasItsProof(t *testing.T) {
	t.Parallel()
	for _, c := range cases {
		if len(c.by) == 0 {
			t.Errorf("%s %s: nothing proves it", c.source, c.what)
		}
		for _, by := range c.by {
			if err := exists(t, by); err != nil {
				t.Errorf("%s %s: %s: %v", c.source, c.what, by, err)
			}
		}
	}
}

func exists(t *testing.T, by proof) error {
	t.Helper()
	if kind, name, _ := strings.Cut(by, "/"); kind == "story" || kind == "adopted" {
		file := filepath.Join("../../../callcenter/flow/testdata", name+".story")
		if _, err := os.Stat(file); err != nil {
			return err
		}
		if unplayable(read(t, file)) {
			return fmt.Errorf("it is played with fakes only")
		}
		return nil
	}
	folder, test, is := strings.Cut(by, ".")
	if !is {
		if !slices.ContainsFunc(failures(), func(f failure) bool { return f.name == by }) {
			return fmt.Errorf("no such test on the real stack")
		}
		return nil
	}
	files, err := filepath.Glob(filepath.Join("../../..", folder, "*_test.go"))
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if bytes.Contains(text, []byte("\nfunc "+test+"(t *testing.T)")) {
			return nil
		}
	}
	return fmt.Errorf("no such test")
}
