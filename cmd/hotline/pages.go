package main

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"hotline/agents"
	agentsapi "hotline/agents/api"
	"hotline/callcenter"
	"hotline/callcenter/hub"
	"hotline/cmd/hotline/controller"
	"hotline/cmd/hotline/desk"
	"hotline/cmd/hotline/prompts"
	"hotline/cmd/hotline/rate"
	"hotline/cmd/hotline/settings"
	"hotline/cmd/hotline/ui"
	"hotline/cmd/hotline/wall"
	"hotline/cmd/hotline/web"
	"hotline/cmd/hotline/webphone"
	"hotline/queue"
	queueapi "hotline/queue/api"
	"hotline/records"
	recordsapi "hotline/records/api"
	"hotline/records/orders"
	ordersapi "hotline/records/orders/api"
	exchangeapi "hotline/records/orders/exchange/api"
	qualityapi "hotline/records/quality/api"
)

// version is that of the REST contract, in the OpenAPI document.
const version = "1.0.0"

// pages mounts every domain's routes.
func pages(c *controller.Controller, again *reloader, reg *prometheus.Registry, log *zap.Logger) *web.Server {
	s := web.New(web.Config{
		Version: version, Authenticate: c.Agents().Authenticate, Ready: c.Ready, Metrics: reg, Log: log.Named("web"),
	})
	s.API().UseMiddleware(guarded(s.API()))
	agentsapi.Register(s.API(), c.Agents(), c.Register())
	recordsapi.Register(s.API(), c.Records().Reads, reader)
	recordsapi.RegisterDesk(s.API(), c.Records().Reads, c.Records(), reader)
	recordsapi.RegisterSounds(s.API(), c.Records().Reads, c.Records(), reader)
	recordsapi.RegisterChannels(s.API(), c.Records().Reads, c.Records(), reader)
	recordsapi.RegisterForget(s.API(), c.Records().Reads, c.Records(), reader)
	recordsapi.RegisterAbuse(s.API(), c.Records(), reader)
	recordsapi.RegisterNuisances(s.API(), c.Records(), reader)
	recordsapi.RegisterWorklist(s.API(), c.Records(), reader)
	recordsapi.RegisterKnowledge(s.API(), c.Records(), c.SendMessage(), reader)
	recordsapi.RegisterAudit(s.API(), c.Records().Reads, reader)
	recordsapi.RegisterDictionaries(s.API(), c.Records().Reads, func(ctx context.Context) (callcenter.AgentID, error) {
		s, err := agents.Authorize(ctx, agents.Configure)
		return s.Staff.ID, err
	})
	recordsapi.RegisterExports(s.API(), c.Records().Reads, reader)
	recordsapi.RegisterReportFiles(s.API(), c.Records().Reads, c.Font(), reader)
	recordsapi.RegisterDisclosures(s.API(), c.Records().Reads, reader)
	recordsapi.RegisterRetention(s.API(), c.Records().Reads, reader)
	recordsapi.RegisterReports(s.API(), c.Records().Reads, reader)
	recordsapi.RegisterReportViews(s.API(), c.Records(), reader)
	recordsapi.RegisterStaffing(s.API(), c.Records().Reads, reader)
	qualityapi.Register(s.API(), c.Quality(), reader, func(ctx context.Context) bool { return may(agents.RuleAppeals)(ctx) == nil })
	ordersapi.Register(s.API(), ordersapi.Config{Orders: c.Orders(), Records: c.Records(), Who: orderly, Change: records.NoteChange})
	exchangeapi.RegisterDesk(s.API(), c.Exchange(), orderly)
	s.Large("POST "+ordersapi.AttachPath, orders.MostAttachment+1)
	queueapi.Register(s.API(), c.Queue(), queueapi.Rights{
		See: may(agents.SeeQueue), Command: may(agents.CommandQueue), Note: noting(c.Records()),
	})
	mountWall(s, c)
	reg.MustRegister(queue.NewMetrics(c.Queue()))
	again.register(s.API(), may(agents.Configure), notingReload(c))
	prompts.Register(s.API(), c.Prompts, c.Dictations(), agentsapi.Bearer)
	settings.Register(s.API(), c.Settings, agentsapi.Bearer)
	controller.RegisterCallBacks(s.API(), c)
	controller.RegisterCommands(s.API(), c.Owner, noting(c.Records()))
	s.Handle("POST "+controller.CommandPath, c.Owner)
	s.Handle("POST "+controller.LendPath, c.Lend(s.Refuse))
	takes := func(ctx context.Context) (agents.Session, error) {
		s, _, err := agents.AuthorizeReach(ctx, agents.TakeCalls)
		return s, err
	}
	c.WebPhones.Register(s.API(), agentsapi.Bearer, takes)
	s.Stream("GET "+webphone.SocketPath, c.WebPhones.Socket(takes, s.Refuse))
	desk.Register(s.API(), desk.Requests{
		Bearer: agentsapi.Bearer, Authorize: asker, Topics: c.Topics, Now: time.Now,
		Day: func(ctx context.Context, agent callcenter.AgentID, from, to time.Time) (records.Day, error) {
			return c.Records().DayOf(ctx, agent, from, to)
		},
		Force: func(ctx context.Context, agent callcenter.AgentID, intent callcenter.Intent) error {
			return c.Agents().Force(ctx, agent, intent)
		},
		Standing: func(ctx context.Context, agent callcenter.AgentID) agents.Standing {
			return c.Agents().Standing(ctx, agent)
		},
		Note: noting(c.Records()),
	})
	desk.Describe(s.API(), agentsapi.Bearer)
	s.Stream("GET "+desk.StreamPath, c.Desk.Stream(screen(c.Agents()), s.Refuse))
	s.Stream("POST "+controller.LinkPath, c.Links(s.Refuse))
	mountLinks(s, c, log)
	mountApp(s, log)
	return s
}

// noting writes down what whoever makes a request changed. Postgres may be away: an
// operator must be able to act, and what he did is durable all the same.
func noting(r *records.Records) func(context.Context, callcenter.Change) error {
	return func(ctx context.Context, change callcenter.Change) error {
		s, _ := agents.Who(ctx)
		change.By = s.Staff.ID
		return r.NoteDurably(ctx, change)
	}
}

// notingReload notes what a reload changed of what callers are offered.
func notingReload(c *controller.Controller) func(context.Context, func() error) error {
	offered := func() any {
		topics, menu := c.Topics()
		return map[string]any{"topics": topics, "menu": menu}
	}
	return func(ctx context.Context, do func() error) error {
		before := offered()
		if err := do(); err != nil {
			return err
		}
		return noting(c.Records())(ctx, callcenter.Change{Action: "configuration.reloaded", Before: before, After: offered()})
	}
}

// screen says who looks at a screen and how much of the floor is his to see.
func screen(a *agents.Agents) func(*http.Request) (desk.Who, error) {
	return func(r *http.Request) (desk.Who, error) {
		s, err := agents.Authorize(r.Context(), agents.HaveSession)
		watches := agents.May(s.Staff.Roles, agents.SeeAgents) && agents.May(s.Staff.Roles, agents.SeeCalls)
		if err == nil && s.Next != agents.Entered {
			err = callcenter.Errorf(callcenter.Denied, "请先完成登录")
		}
		return desk.Who{
			Viewer: hub.Viewer{Agent: s.Staff.ID, Watches: watches},
			Still:  func() error { return a.Still(s) },
		}, err
	}
}

// mountWall serves the screens on the wall.
func mountWall(s *web.Server, c *controller.Controller) {
	title := func(name callcenter.TopicName) string {
		topics, _ := c.Topics()
		i := slices.IndexFunc(topics, func(t callcenter.Topic) bool { return t.Name == name })
		if i < 0 || topics[i].Title == "" {
			return string(name)
		}
		return topics[i].Title
	}
	wall.Register(s.API(), wall.New(wall.Config{Queue: c.Queue(), Records: c.Records(), Title: title}), wall.Keeper{
		Records: c.Records(),
		Who: func(ctx context.Context) (callcenter.AgentID, error) {
			s, err := agents.Authorize(ctx, agents.Configure)
			return s.Staff.ID, err
		},
	}, agentsapi.Bearer)
}

// mountLinks serves the page behind a rating link.
func mountLinks(s *web.Server, c *controller.Controller, log *zap.Logger) {
	page, err := rate.New(c.Records(), c.RatingLinks(), log.Named("rate"))
	if err != nil {
		log.Error("rating page", zap.Error(err))
		return
	}
	s.Handle("GET "+rate.Path+"{token}", page)
	s.Handle("POST "+rate.Path+"{token}", page)
}

// mountApp serves the web app, or says that there is none.
func mountApp(s *web.Server, log *zap.Logger) {
	app := ui.Embedded()
	if !app.Built() {
		log.Warn("this program was built without its web app: make build builds it in")
	}
	app.Mount(s.Handle)
}
