# Two commands matter: make demo, make test. Both set everything up by themselves.
PYTHON ?= python3
BIN := .venv/bin

# Tests are compiled by two processes, each its half, before several would compile all of them at once.
COMPILE := $(BIN)/python -m pytest --collect-only -qq -n 0 >/dev/null 2>&1
.PHONY: demo test test-spark lock clean

demo: .venv/demo.stamp
	@$(BIN)/medledger demo demo

# What one process has compiled the next one need not: tests start many, also where the environment forbids it.
test: export PYTHONDONTWRITEBYTECODE =
test: .venv/test.stamp
	@echo "Tests over Spark are not among these: make test-spark."
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(COMPILE) tests/ledger tests/docs & $(COMPILE) tests/projections tests/replay tests/stories; wait
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal

# Not part of make test: pyspark is some 400 MB, needs Java, and a session costs seconds.
test-spark: .venv/test.stamp
	@if ! command -v java >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null 2>&1 || true; fi
	@if ! command -v java >/dev/null; then \
		echo "The tests over Spark did not run: Java 17 or later is not installed."; \
	elif ! $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-cluster.lock; then \
		echo "The tests over Spark did not run: pyspark could not be installed."; \
	else $(BIN)/python -m pytest --numprocesses 0 --override-ini norecursedirs=.* tests/cluster; fi

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "medledger needs Python 3.11 or later: set PYTHON=python3.11")'
	@$(PYTHON) -m venv .venv

.venv/demo.stamp: .venv/bin/python requirements.lock pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/test.stamp: .venv/demo.stamp requirements-test.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@

lock:
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group build pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group build --group test --extra segments pyproject.toml -o requirements-test.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra cluster -c requirements-test.lock pyproject.toml -o requirements-cluster.lock

clean:
	rm -rf .venv demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
