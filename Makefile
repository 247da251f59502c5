# Yilu. "make run" and "make test" need Go, Node 20 and make, and see to the rest.

PORT ?= 8080
# make test RACE= leaves the race detector out: quicker, and no C compiler needed.
RACE ?= -race

NEEDS      = postgres chromium hledger $(if $(RACE),gcc)

# Tests wait for disks, servers and pages more than they compute.
GO_TEST = go test -timeout 40m -parallel 4

# What the faces are made of. Their build is skipped while none of it changes.
FACES = $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' -not -path 'web/test/*')

.PHONY: run build faces test needs bench fuzz fmt lint clean

run: build
	PORT=$(PORT) bin/yilu demo

build: faces
	CGO_ENABLED=0 go build -trimpath -o bin/yilu ./cmd/yilu

faces: web/dist/.stamp

web/dist/.stamp: $(FACES)
	sh scripts/npm-ci.sh
	cd web && npm run --silent build
	@touch $@

# Everything a reviewer would run: the modules and the loop through the API under
# the race detector, then the whole program in real browsers and under kills,
# alone, because those are held to what a person would wait.
test: export CGO_ENABLED = $(if $(RACE),1,0)
test: export YILU_REQUIRE_BROWSER = 1
test: export YILU_REQUIRE_PRISM = 1
test: needs faces lint
	sh scripts/npm-ci.sh test/prism
	cd web && npm run --silent check && npm run --silent test
	go run ./test/withpg -- $(GO_TEST) $(RACE) $$(go list ./... | grep -v '/test/') ./test/loop
	go run ./test/withpg -- $(GO_TEST) -p 1 $$(go list ./test/... | grep -v '/test/loop')

# All that is missing is told at once.
needs:
	@code=0; for need in $(NEEDS); do sh scripts/need-$$need.sh || code=1; done; exit $$code

# Our figures beside their limits, as JSON lines: make bench BENCH_FLAGS=-n=2000
bench:
	@sh scripts/need-postgres.sh
	@CGO_ENABLED=0 go build -trimpath -o bin/bench ./bench
	@go run ./test/withpg -durable -- bin/bench $(BENCH_FLAGS)

# Each fuzz test looks for new inputs for a while: make fuzz TIME=1m
TIME ?= 10s
fuzz:
	sh scripts/fuzz.sh $(TIME)

GO_FILES = find . -name '*.go' -not -path '*/node_modules/*' -not -path './bin/*'

fmt:
	@$(GO_FILES) -exec gofmt -w {} +

lint:
	@bad=$$($(GO_FILES) -exec gofmt -l {} +); if [ -n "$$bad" ]; then echo "not formatted (make fmt):"; echo "$$bad"; exit 1; fi
	go vet ./...
	go test ./internal/archtest

clean:
	rm -rf bin test/shots web/node_modules test/prism/node_modules
	find web/dist -mindepth 1 -not -name .keep -delete
