# The two commands of the README, and the steps they are made of.  `make help` lists them.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
PACKAGES := mailer recipients letters scheduler console

.PHONY: help setup demo test lint types floors pytest format constraints bench clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 22

setup: .venv/.ready ## an environment in .venv with everything pinned, and .venv/bin/mailer

.venv/.ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; $$($(PYTHON) --version) was found."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || if [ "$$(id -u)" = 0 ]; \
	  then apt-get -qq update && apt-get -qq install -y python3-venv; \
	  else echo "Please run once, as root:  apt-get install -y python3-venv"; exit 1; fi
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup ## the main job from letter to account, on embedded parts, in about a minute
	$(BIN)/mailer demo --yes

test: setup lint types floors pytest ## everything that guards the project: lint, types, floors, tests

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

floors: setup
	$(BIN)/lint-imports

pytest: setup
	$(BIN)/pytest

format: setup ## let the tool settle the layout of the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## the measures, each beside its peer (about ten minutes)
	$(BIN)/python -m bench

constraints: ## pin anew (needs uv)
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
	  --all-extras --group dev pyproject.toml -o constraints.txt

clean: ## remove the environment and caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
