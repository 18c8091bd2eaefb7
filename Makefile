# Relais: `make demo` is all that a first visitor needs. Every target sets up what it needs by itself.
#   PORT=8000     where the demo listens          ARGS="-k beds"   handed to pytest
#   BENCH=name    one benchmark                   PYTHON=path      the Python to build .venv with
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-postgres15 bench soak mutants check chromium lock sbom audit

PORT ?= 8000
JOBS ?= 2
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_ROOT_USER_ACTION = ignore

# A stamp is named by all that the installation depends on, the folder included: what changes is installed anew,
# what did not change costs nothing. A folder without a working interpreter has no stamps worth believing.
$(shell [ -x $(BIN)/python ] || rm -f .venv/.runtime-* .venv/.dev-*)
fingerprint = $(shell { pwd; cat $(1); } | cksum | tr ' ' -)
RUNTIME := .venv/.runtime-$(call fingerprint,requirements.lock pyproject.toml)
DEV := .venv/.dev-$(call fingerprint,requirements.lock requirements-dev.lock pyproject.toml)

# Two people may set up one checkout at the same moment; pip must not meet itself.
ALONE := $(if $(shell command -v flock),flock .venv)
PIP := $(ALONE) $(BIN)/python -m pip install --quiet
LOCKED := --no-deps --require-hashes

help:
	@echo 'make demo   the demo network on http://127.0.0.1:$(PORT), PostgreSQL included (Ctrl-C ends both)'
	@echo 'make test   every check and every test'
	@echo 'make setup | bench | soak | mutants | check | lock | sbom | audit'

setup: $(RUNTIME) $(DEV) chromium

# Newest Python first. Each candidate has to run: a name on PATH may be a shim with nothing behind it. On Debian
# `venv` is a package of its own, which root can install.
$(BIN)/python:
	@usable() { "$$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }; \
	newest() { for python in $(if $(PYTHON),'$(PYTHON)') python3.14 python3.13 python3.12 python3.11 python3 /usr/bin/python3; \
	    do if usable "$$python"; then echo "$$python"; return; fi; done; return 1; }; \
	if ! newest >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; fi; \
	if ! python=$$(newest); then \
	    echo 'Relais needs Python 3.11 or newer with venv (on Debian: apt install python3-venv), or PYTHON=path.' >&2; exit 1; fi; \
	echo "Setting up .venv with $$("$$python" --version)"; "$$python" -m venv --clear .venv

# pip compiles what it installs, and leaves a checkout as it is: a start would compile a thousand modules, and each start
# where Python is told to keep nothing (PYTHONDONTWRITEBYTECODE).
$(RUNTIME): | $(BIN)/python
	@echo 'Installing what Relais runs on'
	@$(PIP) $(LOCKED) -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q service api jobs migrations
	@touch $@

$(DEV): | $(RUNTIME)
	@echo 'Installing what its tests run on'
	@$(PIP) $(LOCKED) -r requirements-dev.lock
	@touch $@

# Finds a Chromium or installs one; says so loudly when there is none, and fails when CI=true.
chromium: $(DEV)
	@$(BIN)/python -m tests.browser

# The exec leaves nothing between make and the server, so that a signal to make reaches it; a killed make ends it too.
demo: $(RUNTIME)
	@exec $(BIN)/python deploy/with_parent.py $(BIN)/relais serve --demo --host 127.0.0.1 --port $(PORT)

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: check chromium
	$(BIN)/pytest -n $(JOBS) --dist loadgroup $(ARGS)

# The same SQL on the oldest PostgreSQL that Relais supports, where Debian's binaries are installed; what never asks a
# database is left out.
test-postgres15: $(DEV)
	RELAIS_PG_BIN=$${RELAIS_PG_BIN:-/usr/lib/postgresql/15/bin} $(BIN)/pytest -n $(JOBS) --database-only tests/service $(ARGS)

bench: $(DEV)
	@exec $(BIN)/python deploy/with_parent.py $(BIN)/python -m tests.bench $(BENCH)

soak: $(DEV)
	$(BIN)/pytest -m soak tests/simulation tests/drills tests/attack tests/api $(ARGS)

mutants: $(DEV)
	@exec $(BIN)/python deploy/with_parent.py $(BIN)/python -m tests.mutants $(ARGS)

# What Relais is made of, in CycloneDX; the tests check the same document against the lock and its schema.
sbom: $(DEV)
	@mkdir -p build && $(BIN)/python -m tests.components >build/relais.cdx.json && echo build/relais.cdx.json

# Known weaknesses of what is locked: asks the advisories of the Python Package Index, so it needs a way there, and fails
# when it has none. A person or a timer runs it (SECURITY.md); the tests ask nobody.
audit: $(DEV)
	@test -x build/audit/bin/pip-audit || { $(BIN)/python -m venv build/audit && build/audit/bin/python -m pip install --quiet pip-audit; }
	@build/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.lock

# Versions and hashes only: where a registry lives is the affair of the machine, not of the lock.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-header --no-emit-index-url --no-emit-find-links --no-emit-index-annotation $(UPGRADE)

lock: $(RUNTIME)
	@$(PIP) uv
	$(COMPILE) pyproject.toml --group build --output-file requirements.lock
	$(COMPILE) pyproject.toml --group dev --constraints requirements.lock --output-file requirements-dev.lock
	@! grep -n '://' requirements.lock requirements-dev.lock
