# make run | test | check | bench | lock | clean. Needs Python 3.11 or newer, git and make; nothing else.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := run
.PHONY: install run test check bench lock clean

# The first Python that is new enough and can make an environment; `make PYTHON=...` names another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python3.14; do \
	"$$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$python" && break; done)

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "orderdesk: Python 3.11 이상이 필요합니다 (venv 포함). / Python 3.11 or newer" \
		"with its venv module is needed; install it, or name it: make PYTHON=/path/to/python3" >&2; exit 3; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

run: install  ## opens the desk on a demo store
	$(BIN)/orderdesk demo

# Many tests wait for programs, terminals and frames: a third worker fills two cores.
test: install  ## the whole suite, the slow tests too
	$(BIN)/python -m pytest -n 3 --dist loadgroup

check: install  ## style, types and arrows
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install  ## the performance table of the README
	$(BIN)/orderdesk bench

lock:  ## writes requirements.lock anew; `make lock UPGRADE=--upgrade` takes the newest versions
	@tools="$$(mktemp -d)"; trap 'rm -rf "$$tools"' EXIT; \
	$(PYTHON) -m venv "$$tools/venv"; \
	"$$tools/venv/bin/python" -m pip install --quiet pip-tools; \
	"$$tools/venv/bin/pip-compile" --quiet $(UPGRADE) --all-extras --allow-unsafe --generate-hashes \
		--strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
		--no-emit-trusted-host --no-emit-options --output-file requirements.lock pyproject.toml; \
	{ echo '# Every version with the hashes of its whole release; made by `make lock` from pyproject.toml.'; \
		grep -v '^#' requirements.lock; } > "$$tools/lock"; \
	cp "$$tools/lock" requirements.lock

clean:
	rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find orderdesk tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
