# Each target does all of its set-up in .venv; nothing outside this folder is touched.
.POSIX:
VENV = .venv
BIN = $(VENV)/bin

.PHONY: help demo test lint types fmt docs lexicons build clean

help:
	@echo "make demo   install, and lint examples/"
	@echo "make test   install what the tests need, and run them all"
	@echo "make lint   ruff"
	@echo "make types  mypy --strict"
	@echo "make fmt    format the code"
	@echo "make docs   write docs/rules/ and docs/configuration.md again"
	@echo "make lexicons   write the lexicons of blame again, from the word lists"
	@echo "make build  build sdist and wheel"

# The first Python 3.11 or later that really runs: a version manager's shim may exist and refuse.
$(BIN)/python:
	@for python in python3 python3.13 python3.12 python3.11 python3.14; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			exec $$python -m venv $(VENV); \
		fi; \
	done; echo "incident-lint needs Python 3.11 or later" >&2; exit 1

$(VENV)/.installed: pyproject.toml $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.developing: $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group test --group lint --group build
	@touch $@

demo: $(VENV)/.installed
	@echo '$$ incident-lint check examples/complete'
	@$(BIN)/incident-lint check examples/complete
	@echo
	@echo '$$ incident-lint check examples/faulty'
	@$(BIN)/incident-lint check examples/faulty || test $$? -eq 1

test: $(VENV)/.developing
	@$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile

lint: $(VENV)/.developing
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.developing
	@$(BIN)/mypy

fmt: $(VENV)/.developing
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(VENV)/.developing
	@$(BIN)/python docs/generate.py

lexicons: $(VENV)/.developing
	@$(BIN)/python -m incident_lint.blame.word_lists

build: $(VENV)/.developing
	@$(BIN)/python -m build --quiet

clean:
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
