# Préau. `make help` says what there is; a fresh machine needs Go, Node, git and make.
.DEFAULT_GOAL := help
.PHONY: help run build assets generate test check bench crash documents everywhere fuzz scan
templ = go tool -modfile=tools/go.mod templ
staticcheck = go tool -modfile=tools/go.mod staticcheck

help: ## List the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 16

run: build ## Serve the example on http://127.0.0.1:8080
	bin/preau serve --example

build: assets ## Make bin/preau: one static file, assets inside
	CGO_ENABLED=0 go build -trimpath -buildvcs=false -o bin/preau ./cmd/preau

assets: node_modules/.package-lock.json ## Copy style sheets and fonts from the npm packages
	go run -C tools ./assets

# npm writes this file last; its date is that of the installation.
node_modules/.package-lock.json: package-lock.json
	npm ci
	touch $@

generate: ## Make the Go code of the pages, and the documents drawn from tables
	$(templ) generate -path internal/web
	go test ./internal/rights ./internal/project -update

# Everything is compiled as the program is: on a new machine, once.
test: export CGO_ENABLED = 0
test: export GOFLAGS += -trimpath -buildvcs=false
# The packages that take longest begin first: none is left to run alone at the end.
test: longest = ./internal/web ./internal/walk ./internal/project ./cmd/preau ./internal/scenario
test: build ## Run everything, as before landing; installs what the tests need
	scripts/ensure
	scripts/fresh
	test -z "$$(gofmt -l cmd internal tools | tee /dev/stderr)"
	go vet -p 2 ./...
	go vet -C tools ./...
	$(staticcheck) ./...
	go test -C tools -p 2 -count=1 -vet=off ./...
	scripts/in-memory go test -p 2 -count=1 -vet=off -timeout 14m $(longest) ./...

check: assets ## Run what changed, before a commit
	scripts/fresh
	test -z "$$(gofmt -l cmd internal tools | tee /dev/stderr)"
	go vet -p 2 ./...
	scripts/in-memory go test -p 2 -timeout 14m ./...

bench: build ## Measure, and print: nothing is asserted
	go run ./cmd/bench

crash: assets ## Kill the program a hundred times on each engine, in the middle of two hundred acts
	go test ./cmd/preau -run TestAKilledServerLosesNothing -v -count=1 -timeout 60m -args -kills 100

documents: build ## Open one document of each kind with LibreOffice; installs it
	scripts/documents

everywhere: assets ## Judge every page of every role with axe, enlarged and spaced, its forms sent empty (some minutes)
	go test ./internal/walk -tags everywhere -run 'WhereLinksLead|NewInstallation|FewColours' -v -count=1 -timeout 30m -args -shots "$(CURDIR)/screenshots"

fuzz: assets ## Feed each reader what nobody would type, a while each (FUZZ_TIME=20s)
	scripts/fuzz $(or $(FUZZ_TIME),20s)

scan: build ## Let Debian's web scanners loose on the example; installs them
	scripts/scan
