# make demo   sets everything up and audits the sample; make test (= make check) runs all that CI runs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test check setup lint types floors tests generated golden clean

demo: $(STAMP)
	$(BIN)/aibom audit samples/rag-agent --fail-on never

test: check

check: lint types floors generated tests

setup: $(STAMP)

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	touch $(STAMP)

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

floors: $(STAMP)
	$(BIN)/lint-imports

generated: $(STAMP)
	$(BIN)/python tools/generate.py --check

tests: $(STAMP)
	$(BIN)/python -m pytest

golden: $(STAMP)
	AIBOM_REGENERATE=1 $(BIN)/python -m pytest
	$(BIN)/python tools/generate.py

clean:
	rm -rf $(VENV) aibom-out build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
