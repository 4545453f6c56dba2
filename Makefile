# Common work on Liusheng; `make help` lists it. Plain POSIX make.
.POSIX:
.PHONY: help install demo test bar bench lint translations clean

PYTHON = python3
BIN = .venv/bin
PUBLIC_URL = http://127.0.0.1:8000
INSTALLED = .venv/.installed
PYTEST_ARGS =

help: ## this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z][a-z-]*:.*## / { printf "  %-13s %s\n", $$1, $$2 }' Makefile

install: $(INSTALLED) ## everything needed for work and tests, in .venv

$(INSTALLED): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $(INSTALLED)

demo: $(INSTALLED) ## a company with customers, surveys and interviews at PUBLIC_URL (made anew each time)
	LIUSHENG_ALLOW_HTTP=1 LIUSHENG_PUBLIC_URL=$(PUBLIC_URL) \
		$(BIN)/liusheng --instance instance/demo demo --force --serve

test: $(INSTALLED) ## the tests, on both cores (PYTEST_ARGS='-k word' for some)
	$(BIN)/python -m pytest -q -n 2 --dist loadfile $(PYTEST_ARGS)

bar: $(INSTALLED) ## the long runs of the reliability bar: a hundred kills on each store
	LIUSHENG_TEST_KILLS=100 $(BIN)/python -m pytest -q tests/durability

bench: $(INSTALLED) ## the measurements, written to docs/benchmarks.md
	$(BIN)/python -m benchmarks.run

lint: $(INSTALLED) ## style, types, import rules, security habits
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --recursive survey --configfile pyproject.toml

translations: $(INSTALLED) ## sentences of code and templates into the English catalogue, and its .mo
	pot=$$(mktemp) && trap 'rm -f "$$pot"' EXIT && \
	$(BIN)/pybabel -q extract -F babel.cfg -k _l -k m -k translate --no-location --sort-output --no-wrap -o "$$pot" . && \
	$(BIN)/pybabel -q update -i "$$pot" -d survey/translations -l en --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap && \
	$(BIN)/pybabel -q compile -d survey/translations

clean: ## what can be made again (keeps .venv and instance/)
	rm -rf build dist test-results .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find survey tests benchmarks migrations -name __pycache__ -type d -prune -exec rm -rf {} +
