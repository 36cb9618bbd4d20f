# Everything a user or a developer does with this tree. `make` alone lists it.

PYTHON ?= python3
VENV ?= .venv
ARGS ?=
PYTEST_ARGS ?=
TEST_PROCESSES ?= 2
TEST_RERUNS ?= 1

BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

# An editable install copies the labextension into the environment, so a change there
# installs again, as does a change of the dependencies.
SOURCES := pyproject.toml $(shell find jupyter_ext/labextension jupyter-config -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help run install test lint format bench screenshots docs clean qt-libraries

help: ## list what can be made
	@echo "make run [ARGS=\"--web --no-browser\"]   install everything and show real data"
	@echo "make test [PYTEST_ARGS=\"-k cursor\"]    install what tests need and run them all"
	@echo
	@sed -n 's/^\([a-z-]*\):.* ## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  %-14s %s\n", $$1, $$2}'
	@echo
	@echo "PYTHON=python3.13 VENV=.venv313 uses another Python, in an environment of its own."

run: $(STAMPS)/user $(STAMPS)/arpes-cut | qt-libraries ## install everything and start a manager with demo data
	@$(BIN)/itool-manager --demo $(ARGS)

install: $(STAMPS)/user | qt-libraries ## install everything a user wants, and start nothing

test: lint $(STAMPS)/arpes-cut | qt-libraries ## lint, then run every test
	@scripts/system-packages chromium || echo "itool: going on without Chromium." >&2
	$(BIN)/python -m pytest --numprocesses=$(TEST_PROCESSES) --dist=loadfile --reruns=$(TEST_RERUNS) -raR $(PYTEST_ARGS)

lint: $(STAMPS)/test ## check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	scripts/check-js

format: $(STAMPS)/test ## format the code and fix what can be fixed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMPS)/test | qt-libraries ## measure, print a table, keep it in bench-results/
	@scripts/system-packages chromium || echo "itool: going on without Chromium." >&2
	$(BIN)/python -m benchmarks $(ARGS)

screenshots: $(STAMPS)/test $(STAMPS)/arpes-cut | qt-libraries ## take the pictures of the README again
	@scripts/system-packages chromium
	$(BIN)/python scripts/screenshots.py $(ARGS)

docs: $(STAMPS)/docs | qt-libraries ## build the manual into build/docs
	$(BIN)/python -m sphinx -W --keep-going -q docs build/docs
	@echo "build/docs/index.html"

clean: ## remove the environment and everything that was made
	rm -rf $(VENV) node_modules build dist .build
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# Qt starts without them only to fail; the web and Jupyter faces need none of them.
qt-libraries:
	@scripts/system-packages qt || echo "itool: going on without them; Qt windows may not open, --web does." >&2

$(STAMPS)/venv:
	@scripts/make-venv $(PYTHON) $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/user: $(STAMPS)/venv $(SOURCES)
	@echo "Installing itool into $(VENV) (a few minutes the first time)"
	@$(PIP) --editable '.[all]'
	@touch $@

$(STAMPS)/test: $(STAMPS)/user
	@echo "Installing what tests and checks need"
	@$(PIP) --editable '.[all,test]'
	@touch $@

$(STAMPS)/docs: $(STAMPS)/user
	@$(PIP) --editable '.[all,docs]'
	@touch $@

# The ARPES cut of the demo is a file inside this package, whose code is never imported and
# whose dependencies are of 2019. The demo opens without it where it cannot be had.
$(STAMPS)/arpes-cut: $(STAMPS)/venv
	@$(PIP) --no-deps arpes==2.6.0 || echo "itool: the demo's ARPES cut could not be had; going on without it." >&2
	@touch $@
