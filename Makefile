# Every target does its own set-up in .venv, from constraints.txt and nothing else, and is quick when that is done.
# ARGS is handed on:  make demo ARGS="--port 8080 --no-open"   make test ARGS="tests/unit -k clock"

# The newest of these that is at least 3.11 and can make virtual environments; or: make setup PYTHON=/path/to/python3
PYTHON ?= $(firstword $(foreach name,python3.14 python3.13 python3.12 python3.11 python3 python,$(if $(shell \
	$(name) -c 'import ensurepip, sys, venv; print("yes" * (sys.version_info >= (3, 11)))' 2>/dev/null),$(name))))

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
STAMP := .venv/.complete
PROPERTY_TESTS := tests/properties tests/chaos/test_broadcast_kills.py tests/chaos/test_kill_nine.py

# Many an image forbids Python to keep what it compiled, and every process of the tests would compile all of it anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup demo test lint properties check bench

help:
	@echo 'make demo    a whole Hopdrink in one browser window, without Telegram'
	@echo 'make test    all tests; those of PostgreSQL and of the page where those are installed'
	@echo 'make check   format, lint, types, direction of imports, tests, longer property runs'
	@echo 'make bench   what a tap costs, beside the plainest program that answers it'
	@echo 'make setup   only the set-up in .venv that all of these do by themselves'

setup: $(STAMP)

demo: $(STAMP)
	@$(BIN)/hopdrinks demo $(ARGS)

# Side by side on up to four cores; one test alone is quicker without: make test WORKERS= ARGS="-k name"
WORKERS := -n auto --maxprocesses=4 --dist=worksteal
test: $(STAMP)
	$(BIN)/python -m pytest $(WORKERS) $(ARGS)

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# A single property may take as long as all other tests together.
properties: $(STAMP)
	HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest --timeout=1800 $(WORKERS) $(PROPERTY_TESTS)

check: lint test properties

bench: $(STAMP)
	@$(BIN)/python -m benchmarks $(ARGS)

$(STAMP): constraints.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo 'No Python 3.11 or newer with venv was found. Install one (on Debian: apt install' \
		'python3 python3-venv), or name it: make $(or $(MAKECMDGOALS),setup) PYTHON=/path/to/python3' >&2; exit 1; }
	@$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo 'Making .venv with $(PYTHON)'; $(PYTHON) -m venv --clear .venv; }
	@echo 'Installing what constraints.txt lists: a minute or two, once'
	@$(PIP) install --quiet --require-hashes -r constraints.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@
