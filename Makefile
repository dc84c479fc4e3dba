# Every command of the project. `make` alone lists them. PORT, ARGS and the settings of
# docs/administrators.md are taken from the command line or the environment.

.DEFAULT_GOAL := help
SHELL := /bin/sh
export ARGS
PY := .venv/bin/python

.PHONY: help setup setup-dev lock run codes test prove check format bench screenshots clean clean-data

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: ## make the environment the site needs, nothing else
	@scripts/setup

setup-dev: ## the environment for checks and tests
	@scripts/setup dev

lock: setup-dev ## lock the versions in requirements*.txt again (ARGS goes to uv)
	@scripts/lock

run: setup ## start everything at http://localhost:8000 (make run PORT=8001)
	@exec $(PY) -m socialbiz.run

codes: setup ## print the sample's sign-ins with fresh one-time codes
	@$(PY) manage.py codes

test: setup-dev ## run the tests (make test ARGS="tests/access -k guest")
	@scripts/test

prove: setup-dev ## run the long proofs
	@scripts/test -m prove

check: setup-dev ## format, lint, types, layers, templates, migrations, deploy settings, house rules
	@scripts/check

format: setup-dev ## put the code into the one form and mend what can be mended
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format --quiet .

bench: setup ## measure pages, feeds, blogs and nudges on this machine
	@scripts/bench

screenshots: setup-dev ## pictures of every page with the sample organisation
	@scripts/browser
	@scripts/screenshots $(ARGS)

clean: ## remove the environment and what tools left; your data in var/ stays
	rm -rf .venv var/tools var/test-postgres var/static .pytest_cache .mypy_cache .ruff_cache \
		.hypothesis .import_linter_cache .grimp_cache test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

clean-data: ## remove the local database, images, mails and keys
	@if [ -x $(PY) ]; then $(PY) -m socialbiz.localdb remove; fi
	rm -rf var
