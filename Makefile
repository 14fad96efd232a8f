# Each target sets itself up; the first one takes a minute for the installation.
PYTHON ?= python3
PY := .venv/bin/python
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: demo run test lint bench chaos record psql clean

demo: .venv/installed  ## one whole night against the sample web, then its report
	@$(PY) -m tests.demo

run: .venv/installed  ## the scheduler, for real
	@$(PY) scheduler.py

test: .venv/installed  ## all tests; ARGS are pytest's
	@$(PY) -m pytest $(ARGS)

lint: .venv/installed  ## style, types, who may import whom, and deploy/'s manifests
	@ruff check . && ruff format --check . && mypy && lint-imports && $(PY) deploy/validate.py

bench: .venv/bench-installed  ## each benchmark as a ratio; ARGS=--json for programs
	@$(PY) -m tests.bench $(ARGS)

chaos: .venv/installed  ## ROUNDS nights full of faults, from SEED on
	@$(PY) -m tests.chaos --rounds $(or $(ROUNDS),25) --seed $(or $(SEED),1) $(ARGS)

record: .venv/installed  ## record the spiders' exchanges anew, from WEB_GATEWAY or the sample web
	@$(PY) -m tests.recording record $(ARGS)

psql: .venv/installed  ## a prompt on the database
	@$(PY) -m db psql

clean:  ## the virtual environment; the database (.data) stays
	rm -rf .venv

.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.12")'
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@echo "Installing the packages of constraints.txt into .venv …"
	@$(PY) -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[test,lint]'
	@touch $@

.venv/bench-installed: .venv/installed
	@echo "Installing what the benchmarks measure against …"
	@$(PY) -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $@
