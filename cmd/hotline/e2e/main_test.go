package e2e

import (
	"flag"
	"os"
	"strconv"
	"sync"
	"testing"

	"hotline/callcenter/flow/story"
)

// grounds is how many stacks there are at a time. The tests wait far more than they
// work, so there are more than the two processors of CI, where other packages are tested
// beside them.
const grounds = 3

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", strconv.Itoa(grounds)); err != nil {
		panic(err) // the flag is Go's own
	}
	code := m.Run()
	_ = os.RemoveAll(programFolder())
	os.Exit(code)
}

// TestHotline is everything on the real stack: failures that no story can tell, the
// stories, and those of a controller that dies with a second one that adopts.
func TestHotline(t *testing.T) {
	free := make(chan *ground, grounds)
	for range grounds {
		free <- nil
	}
	var building sync.Mutex // one at a time: each takes all the machine has
	ready := func() *ground {
		g := <-free
		if g == nil {
			building.Lock()
			defer building.Unlock()
			g = newGround(t) // it outlives the test that needs it first
		}
		return g
	}
	on := func(name string, play func(t *testing.T, g *ground)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := ready()
			t.Cleanup(func() { free <- g }) // after the house on it is closed: its controllers would take the next one's calls
			play(t, g)
		})
	}
	for _, f := range failures() {
		on(f.name, f.play)
	}
	on("requests of a call", requestsOfACall)
	for name, told := range storyFiles(t, "killed-*") {
		on("adopted/"+name, func(t *testing.T, g *ground) { playAdopted(t, g, told) })
	}
	for name, told := range storyFiles(t, "*") {
		on("story/"+name, func(t *testing.T, g *ground) { newPlayer(t, g, told).play(told) })
	}
}

// failure is what only a program can tell.
type failure struct {
	name string
	play func(t *testing.T, g *ground)
}

func failures() []failure {
	return []failure{
		{"second/takes its calls back", takesItsCallsBack},
		{"second/takes new calls", takesNewCalls},
		{"second/promised before it is adopted", promisedBeforeAdopted},
		{"asleep/while they talk", asleepWhileTheyTalk},
		{"asleep/while it rings", asleepWhileItRings},
		{"asleep/alone", asleepAlone},
		{"fallback/controller never returns", controllerNeverReturns},
		{"fallback/nobody from the start", nobodyFromTheStart},
		{"fallback/left in the music", leftInTheMusic},
		{"fallback/served already", servedAlready},
		{"outage/postgres away and the controller killed", postgresAwayAndKilled},
		{"outage/start without postgres", startWithoutPostgres},
		{"outage/postgres read-only, full, hung, slow", postgresAils},
		{"call back/unreached and picked from the worklist", callBackUnreached},
		{"call back/redis flushed while it waits", flushedWhileOwed},
		{"operator/works the queue", operatorsWork},
		{"queue/each way out is counted", waysOut},
		{"queue/who is rung", whoIsRung},
		{"outage/redis flushed", redisFlushed},
		{"outage/redis flushed without postgres", redisFlushedWithoutPostgres},
		{"outage/hung up while redis forgets", hungUpWhileRedisForgets},
		{"outage/redis stopped", redisStopped},
		{"outage/killed while redis is away", killedWhileRedisIsAway},
		{"outage/the event stream freezes", eventStreamFreezes},
		{"outage/one thing after the other", oneThingAfterTheOther},
		{"city/hands a caller over", cityHandsOver},
		{"city/a caller is sent to it", sentToCity},
		{"city/sends him round again", cityLoop},
		{"city/moves its lines", cityMoves},
		{"dial/codes of a seat", seatCodes},
		{"dial/numbers", numbers},
		{"dial/old telephone", oldTelephone},
		{"dial/two centres on one Asterisk", twoCentres},
		{"recording/both voices", bothVoices},
		{"recording/at another controller", heardElsewhere},
		{"browser/takes calls", takesCallsInABrowser},
		{"browser/reloads its page", reloadsItsPage},
		{"browser/closes his laptop", closesHisLaptop},
		{"desk/first call", deskFirstCall},
		{"desk/draft", deskDraft},
		{"desk/in the browser", deskInBrowser},
		{"desk/every page", deskEveryPage},
		{"desk/refresh", deskRefresh},
		{"desk/outlives its controller", deskOutlivesItsController},
		{"desk/asterisk restarts", deskAsteriskRestarts},
		{"desk/outlives the stores", deskOutlivesTheStores},
		{"desk/silence", deskSilence},
		{"desk/worklist", deskWorklist},
		{"desk/others", deskOthers},
		{"desk/12345", deskCity},
		{"desk/account", deskAccount},
		{"desk/a shift", deskShift},
		{"desk/duties", deskDuties},
		{"desk/floor", deskFloor},
		{"desk/roles", deskRoles},
		{"desk/Yi", deskYi},
		{"desk/orders", deskOrder},
		{"desk/administrator", deskAdministrator},
		{"desk/wall", deskWall},
		{"screen/at both controllers", screensAtBoth},
		{"screen/outlives its controller", screenOutlivesItsController},
	}
}

// tale reads a piece of a story.
func tale(t testing.TB, text string) story.Story {
	t.Helper()
	told, err := story.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return told
}
