# Every target builds what it needs: a bare machine needs python3, python3-venv, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# The suite writes thousands of files and commits each for good: in memory, where that has 2 GB to spare.
ROOM := $(shell df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
MEMORY := $(shell test -w /dev/shm && test "$(ROOM)" -gt 2000000 2>/dev/null && echo TMPDIR=/dev/shm)

.PHONY: test check bench eval demo walkthrough lock docs mutations pictures clean

$(READY): requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

test: $(READY)  ## the whole suite
	$(MEMORY) $(BIN)/python -m pytest -n auto --dist worksteal

check: $(READY)  ## lint, types, direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)  ## speed, as ratios within one run
	$(BIN)/python -m bench

eval: $(READY)  ## how well plain words are read; a model too where OPENAI_API_KEY is set
	$(BIN)/python -m evals

demo: $(READY)  ## everything in a browser, with nothing configured
	$(BIN)/cascadarr demo

walkthrough: $(READY)  ## the main job in this terminal, with nothing configured
	$(BIN)/cascadarr walkthrough

mutations: $(READY)  ## plant each known bug and see the suite catch it
	$(BIN)/python -m tests.mutations

docs: $(READY)  ## regenerate the pages that come from code
	$(BIN)/python -m docs.generate

pictures: $(READY)  ## take the pictures in the README from the demo's page (needs Chromium)
	$(BIN)/python -m docs.pictures

lock:  ## refresh the hashed locks (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --group dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
