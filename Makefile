# What people type. Everything happens in .hotline (HOTLINE_HOME) on loopback ports from
# 12000 (HOTLINE_PORT_BASE).

GO ?= go
# Tests have servers of their own beside the newcomer's.
TEST_HOME ?= $(CURDIR)/.hotline/test
TEST_PORT_BASE ?= 15000
# Seats: one for each test that sits at one.
TEST_CREW ?= 20

.PHONY: run call stack down test lint fmt ui FORCE bench bench-calls bench-queue bench-records bench-reports bench-orders desk-shift pictures prove-queue prove-outage prove-exchange govulncheck example build clean

# One real call, end to end; stays up until Ctrl-C.
run: build
	@deploy/install.sh
	@bin/hotline run

# Another call into the stack that "make run" or "make stack" left up.
call: build
	@bin/hotline call

stack: build
	@deploy/install.sh
	@bin/hotline stack up

down: build
	@bin/hotline stack down

# The program says what its interface is, the web app is built for that interface, and
# the program is built again with the app inside.
build: bin/web.stamp
	@$(GO) build -o bin/ ./cmd/...

UI = cmd/hotline/ui
UI_SOURCES := $(shell find $(UI) -path $(UI)/dist -prune -o -path $(UI)/.vite -prune -o -path $(UI)/screenshots -prune -o -name node_modules -prune \
	-o -type f ! -name '*.go' ! -name schema.d.ts ! -name openapi.json -print)

# The web app, and with it the types of the interface; nothing is done twice.
ui: bin/web.stamp

$(UI)/openapi.json: FORCE
	@$(GO) build -o bin/hotline ./cmd/hotline
	@bin/hotline openapi > bin/openapi.json.new
	@if cmp -s $@ bin/openapi.json.new; then rm bin/openapi.json.new; else mv bin/openapi.json.new $@; fi

bin/web.stamp: $(UI)/openapi.json $(UI_SOURCES)
	@deploy/install.sh web
	@cd $(UI) && PATH="$$PWD/node_modules/.bin:$$PATH" && npm run --silent client >/dev/null && npm run --silent build
	@touch $@

FORCE:

# Real servers, every check, every test; the servers are stopped whatever happens.
test: build
	@deploy/install.sh test
	@HOTLINE_HOME='$(TEST_HOME)' HOTLINE_PORT_BASE='$(TEST_PORT_BASE)' HOTLINE_CREW=$(TEST_CREW) bin/hotline stack with -only redis,postgres,asterisk -- \
		env -u HOTLINE_CREW $(MAKE) --no-print-directory lint go-test

.PHONY: go-test
go-test:
	@$(GO) test -race -shuffle=on -timeout 50m ./...

# Every check is on but ST1020 to ST1022: a comment over a group of methods speaks of
# the group, not of the first name in it.
STATICCHECKS = all,-ST1020,-ST1021,-ST1022

# Dead code, mistakes and untidy files are faults like any other.
lint:
	@untidy=$$($(GO) tool gofumpt -l cmd callcenter queue agents records deploy) || exit 1; \
		[ -z "$$untidy" ] || { printf '未按 gofumpt 排版(make fmt 可修正):\n%s\n' "$$untidy" >&2; exit 1; }
	@$(GO) vet ./...
	@$(GO) tool staticcheck -checks $(STATICCHECKS) ./...
	@cd $(UI) && PATH="$$PWD/node_modules/.bin:$$PATH" && npm run --silent check && npm run --silent test

fmt:
	@$(GO) tool gofumpt -l -w cmd callcenter queue agents records deploy

bench: bench-calls bench-queue

bench-calls: build
	@deploy/install.sh
	@bin/hotline bench calls

# What the queue costs beside the plainest script on the same Redis; benchstat reads the output.
bench-queue:
	@HOTLINE_BENCH_JSON='$(CURDIR)/bin/bench-queue.json' $(GO) test ./queue -run '^$$' -bench . -benchtime 3000x -timeout 30m | tee bin/bench-queue.txt

# What is kept, with CALLS calls as their whole journal and ten times as many folded;
# make test does it with a thousand. The default takes half an hour and some 20 GB.
CALLS ?= 1000000

bench-records: build
	@deploy/install.sh test
	@HOTLINE_HOME='$(TEST_HOME)' HOTLINE_PORT_BASE='$(TEST_PORT_BASE)' bin/hotline stack with -only postgres -- env \
		HOTLINE_BENCH_CALLS='$(CALLS)' HOTLINE_BENCH_JSON='$(CURDIR)/bin/bench-records.json' \
		$(GO) test ./records -run '^TestMeasures$$' -v -timeout 3h

# What the reports' pages read of the same data, at rest, while facts are written, and
# beside a recount from the journal.
bench-reports: build
	@deploy/install.sh test
	@HOTLINE_HOME='$(TEST_HOME)' HOTLINE_PORT_BASE='$(TEST_PORT_BASE)' bin/hotline stack with -only postgres -- env \
		HOTLINE_BENCH_CALLS='$(CALLS)' HOTLINE_BENCH_JSON='$(CURDIR)/bin/bench-reports.json' \
		$(GO) test ./records -run '^TestReportMeasures$$' -v -timeout 3h

# Two minutes without Postgres under five callers a second, the controller killed meanwhile;
# make test does it for seconds with one.
OUTAGE ?= 2m

prove-outage: build
	@deploy/install.sh test
	@HOTLINE_TEST_OUTAGE='$(OUTAGE)' $(GO) test ./cmd/hotline/e2e -run '^TestHotline$$/^outage$$/^postgres_away' -v -timeout 30m

# EXCHANGED orders between two hotlines that lose, repeat, reorder and forge each other's
# messages and are started again in the middle; make test does it with eighty.
EXCHANGED ?= 1000

prove-exchange: build
	@deploy/install.sh test
	@HOTLINE_HOME='$(TEST_HOME)' HOTLINE_PORT_BASE='$(TEST_PORT_BASE)' bin/hotline stack with -only redis,postgres -- env \
		HOTLINE_CHAOS_ORDERS='$(EXCHANGED)' $(GO) test ./records/orders/exchange/api -run '^TestBothSidesEndEqual$$' -v -timeout 30m

# Lists and boards over ORDERS open orders, and messages exchanged a second; make test does
# it with two thousand.
ORDERS ?= 100000

bench-orders: build
	@deploy/install.sh test
	@HOTLINE_HOME='$(TEST_HOME)' HOTLINE_PORT_BASE='$(TEST_PORT_BASE)' bin/hotline stack with -only postgres -- env \
		HOTLINE_BENCH_ORDERS='$(ORDERS)' $(GO) test ./records/orders ./records/orders/exchange/api -p 1 -run '^TestMeasures(Messages)?$$' -v -timeout 30m

# The desk's page through a shift of SHIFT calls on real telephones: its heap must not grow.
# make test does it with a few.
SHIFT ?= 200

desk-shift: build
	@deploy/install.sh test
	@HOTLINE_SHIFT_CALLS='$(SHIFT)' $(GO) test ./cmd/hotline/e2e -run '^TestHotline$$/^desk$$/^a_shift$$' -v -timeout 2h

# The pictures of README.md, taken anew of what the tests play.
PICTURES = $(UI)/screenshots

pictures: build
	@deploy/install.sh test
	@rm -rf bin/pictures && mkdir -p bin/pictures
	@HOTLINE_SCREENSHOTS='$(CURDIR)/bin/pictures' $(GO) test ./cmd/hotline/e2e -run '^TestHotline$$/^desk$$/^(first_call|orders|every_page)$$' -timeout 30m
	@cd bin/pictures && cp desk-talking.png ../../$(PICTURES)/desk.png && cp floor.png order.png ../../$(PICTURES)/

# A million random verbs on the queue and on its model, and ten minutes of fuzzing.
prove-queue: build
	@deploy/install.sh test
	@HOTLINE_HOME='$(TEST_HOME)' HOTLINE_PORT_BASE='$(TEST_PORT_BASE)' bin/hotline stack with -only redis -- sh -c '\
		HOTLINE_QUEUE_MODEL=1000000 $(GO) test ./queue -run TheScriptsAgreeWithTheModel -v -timeout 2h && \
		$(GO) test ./queue -run "^$$" -fuzz . -fuzztime 10m'

# The vulnerability database lies on the internet; without it the honest answer is "not checked".
govulncheck:
	@out=$$($(GO) tool govulncheck ./... 2>&1) && { echo "$$out"; exit 0; }; code=$$?; echo "$$out"; \
		case "$$out" in *"fetching vulnerabilities"*) echo '漏洞库连不上,未检查(not checked)'; exit 0;; esac; exit $$code

# The documented configuration is written from the defaults.
example: build
	@bin/hotline checkconfig -example > deploy/hotline.example.toml

clean:
	@$(GO) build -o bin/hotline ./cmd/hotline
	@bin/hotline stack down
	@HOTLINE_HOME='$(TEST_HOME)' HOTLINE_PORT_BASE='$(TEST_PORT_BASE)' bin/hotline stack down
	@rm -rf bin .hotline $(UI)/dist/app $(UI)/.vite $(UI)/openapi.json $(UI)/src/api/schema.d.ts
