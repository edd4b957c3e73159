# Everything happens inside the checkout, in .venv; only pip keeps its own cache outside.
PYTHON ?= python3
BIN := .venv/bin
QUESTION ?= How many people were hurt when the ferry hit the pier?
export HF_HOME := $(CURDIR)/.venv/huggingface-cache
export PRESSMARK_CACHE := $(CURDIR)/.venv/pressmark-cache

.DEFAULT_GOAL := help
.PHONY: help demo test lint check format eval speed baseline lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' $(MAKEFILE_LIST)

demo: .venv/installed ## set up, index the sample articles, and answer a question
	@$(BIN)/pressmark index corpus/samples
	@echo
	@echo 'pressmark ask corpus/samples "$(QUESTION)" -k 3'
	@echo
	@$(BIN)/pressmark ask corpus/samples "$(QUESTION)" -k 3

test: .venv/installed ## set up, and run the whole suite
	@$(BIN)/python -m pytest

lint: .venv/installed ## format, lint and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

check: export PYTEST_ADDOPTS = --cov --cov-report=term:skip-covered
check: lint test eval ## what CI runs: format, lint, types, the suite with branch coverage, and the evaluation

format: .venv/installed ## put code into the house's form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

eval: .venv/installed ## the evaluation over the sample articles, against the committed baseline
	@$(BIN)/pressmark eval

speed: .venv/installed ## how fast it is on this machine, and how much room it takes
	@$(BIN)/pressmark eval speed

baseline: .venv/installed ## write the evaluation's baseline anew
	@$(BIN)/pressmark eval --save-baseline evals/baseline.json

# Versions are those of a fresh environment; a local build's suffix (2.13.0+cpu) is no other version.
lock: ## write constraints.txt anew from the newest versions that pyproject.toml admits
	@rm -rf .cache/lock && $(PYTHON) -m venv .cache/lock
	@.cache/lock/bin/pip install --quiet --disable-pip-version-check torch==2.13.0 -e '.[dev]'
	@.cache/lock/bin/pip freeze --exclude-editable | sed 's/+cpu$$//' > constraints.txt
	@rm -rf .cache/lock

clean: ## remove what was set up and built
	@rm -rf .venv .cache corpus/samples/.pressmark

.venv/installed: pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "make: there is no '$(PYTHON)'; install Python 3.11 or later, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: '$(PYTHON)' is $$($(PYTHON) --version 2>&1), and Pressmark needs Python 3.11 or later; name one: make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "make: '$(PYTHON)' has no venv module; install it (Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }
	@$(BIN)/python -c '' 2>/dev/null || { rm -rf .venv; $(PYTHON) -m venv .venv; }
	@echo "installing what constraints.txt names into .venv (some minutes the first time)" >&2
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@mkdir -p $(PRESSMARK_CACHE)
	@touch $@
