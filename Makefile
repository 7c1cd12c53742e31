# What a person does with the checkout. `make` alone lists the targets.
# Overridable: PYTHON (interpreter for .venv), SOURCE (folder or s3:// of reports), GOUJI_HOME, PYTEST_ARGS.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
SOURCE ?=
PYTEST_ARGS ?=
GOUJI_HOME ?= $(CURDIR)/.gouji
export GOUJI_HOME

# The build backend is pinned with the rest; newer pips read the second name, older ones the first.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := $(PIP_CONSTRAINT)
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt
DEV_EXTRAS := test,lint,cluster,ocr,postgres

# Stamps: installing again costs no time until one of these two files changes.
PINS := pyproject.toml constraints.txt
RUN_READY := $(VENV)/.run-ready
DEV_READY := $(VENV)/.dev-ready

.PHONY: help setup setup-dev run ui test test-all lint bench clean distclean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: $(RUN_READY) ## Make .venv and install the project and all that a run needs
setup-dev: $(DEV_READY) ## The same, and what tests, lint and the cluster need

run: $(RUN_READY) ## Ingest .. publish: the bundled sample reports, or SOURCE=folder|s3://..
	@$(BIN)/gouji run $(if $(SOURCE),--source '$(SOURCE)')

ui: $(RUN_READY) ## Open Dagster's UI on the home of `make run`
	@$(BIN)/gouji ui

test: $(DEV_READY) ## Run the quick tests
	$(BIN)/python -m pytest -n 2 --dist loadscope -m "not slow" $(PYTEST_ARGS)

test-all: $(DEV_READY) ## Run all tests
	HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest -n 2 --dist loadscope $(PYTEST_ARGS)

lint: $(DEV_READY) ## Check style, types and SQL: all of them, even if one finds something
	@found=0; \
	for check in 'ruff check .' 'ruff format --check .' 'mypy --strict src' \
	  'sqlfluff lint --disable-progress-bar dbt_project/models'; do \
	  echo "$$check"; $(BIN)/$$check || found=1; \
	done; exit $$found

bench: $(DEV_READY) ## Print the timings that DESIGN sets goals for, as ratios
	$(BIN)/python -m tests.benchmarks

clean: ## Remove build products, caches and the default home (.gouji with its releases)
	rm -rf build dist .gouji dbt_project/target dbt_project/logs logs target
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .tmp_dagster_home_*
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

distclean: clean ## Remove .venv too
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(if $(PYTHON),,echo "gouji needs Python 3.11, 3.12 or 3.13, and there is no python3 on PATH." >&2; exit 2)
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { \
	  echo "gouji needs Python 3.11, 3.12 or 3.13; $(PYTHON) is $$($(PYTHON) -V 2>&1)." >&2; \
	  echo "Install one of them, or name it: make PYTHON=/path/to/python3.11" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "$(PYTHON) cannot make a virtual environment. On Debian: apt-get install python3-venv" >&2; exit 2; }

$(RUN_READY): $(PINS) | $(VENV)/bin/python
	@echo "Installing what a run needs into $(VENV): some minutes the first time."
	$(PIP_INSTALL) -e .
	@touch $@

$(DEV_READY): $(RUN_READY)
	@echo "Installing what tests and lint need."
	$(PIP_INSTALL) -e '.[$(DEV_EXTRAS)]'
	@touch $@
