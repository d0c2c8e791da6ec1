# The two commands a newcomer needs: `make run` and `make test`. Both install first, into .venv/.
# `make install EXTRA=spark` adds the engine Spark (which needs Java 17) to it, `EXTRA=bench` what only a bench needs.
PYTHON ?= python3
STAMP  := .venv/.installed
BIN    := .venv/bin

EXTRA  ?=

.PHONY: install run test check bench lock

install: $(STAMP) $(EXTRA:%=$(STAMP)-%)

$(STAMP): requirements/run.txt requirements/test.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info[:2] == (3, 11) else "yakkan needs Python 3.11: make PYTHON=/path/to/python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt -r requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(STAMP)-%: requirements/%.txt $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-build-isolation -r $<
	touch $@

run: install
	$(BIN)/yakkan demo $(ARGS)

test: install
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: install
	$(BIN)/ruff check src tests
	$(BIN)/ruff format --check src tests
	$(BIN)/mypy src/yakkan/messages src/yakkan/money src/yakkan/days src/yakkan/terms src/yakkan/usage \
		src/yakkan/tariffs src/yakkan/rating src/yakkan/bill src/yakkan/documents src/yakkan/correction src/yakkan/engines \
		src/yakkan/runs
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/house
	$(BIN)/yakkan check

bench: install
	$(BIN)/yakkan bench $(or $(NAME),rating) $(ARGS)

lock:
	cd requirements && ../$(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o run.txt ../pyproject.toml
	cd requirements && ../$(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --extra test -c run.txt -o test.txt ../pyproject.toml
	cd requirements && ../$(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --extra spark -c run.txt -o spark.txt ../pyproject.toml
	cd requirements && ../$(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --extra bench -c run.txt -o bench.txt ../pyproject.toml
