# Every target works on a fresh checkout with Python 3.11 or later, and nothing else, on the PATH.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export OMP_NUM_THREADS := 1

# each process loads the model, about half a gigabyte
PARALLEL := --numprocesses auto --maxprocesses 4 --dist worksteal

SCALE_VENV := .venv-scale
SCALE_STAMP := $(SCALE_VENV)/.installed
# what both lock files have in common
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --extra dev

.PHONY: help demo test test-fast test-scale lint format bench fuzz damaged lock docs site notebooks clean

help:
	@echo "make demo       install everything, run over data/sample, show what was found"
	@echo "make test       install everything, run the whole test suite"
	@echo "make test-fast  the same without the tests marked slow"
	@echo "make test-scale the tests of clusters and object stores, in an environment with Ray and moto"
	@echo "make lint       ruff and mypy"
	@echo "make format     let ruff format the code"
	@echo "make bench      the engine beside the stock spaCy pipeline and beside reading alone: benchmarks/results.md"
	@echo "make fuzz       fuzz the readers for FUZZ_SECONDS (3600), then random property tests of readers and extraction"
	@echo "make damaged    read 10,000 damaged files of every format and account for each record"
	@echo "make docs       write docs/tables.md anew"
	@echo "make site       the pages of docs/ as a site, build/site/index.html"
	@echo "make notebooks  run the notebooks over the sample and keep what they show"
	@echo "make lock       resolve the dependencies anew into requirements.lock"

$(STAMP): requirements.lock pyproject.toml
$(SCALE_STAMP): requirements-scale.lock pyproject.toml
$(STAMP) $(SCALE_STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "unionwire needs Python 3.11 or later; name one: make PYTHON=python3.12" >&2; exit 1; }
	@echo "making $(@D) and installing into it: some minutes, 1.7 gigabytes"
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP)
	@rm -rf build/demo
	$(BIN)/unionwire run data/sample --out build/demo
	$(BIN)/unionwire show build/demo

test: $(STAMP)
	$(BIN)/python -m pytest $(PARALLEL)

test-fast: $(STAMP)
	$(BIN)/python -m pytest $(PARALLEL) -m "not slow"

test-scale: $(SCALE_STAMP)
	$(SCALE_VENV)/bin/python -m pytest tests/test_engine_ray.py tests/test_read_remote.py tests/test_remote.py

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP)
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(STAMP)
	$(BIN)/python benchmarks/engine.py

# what it finds lands in tests/fuzz/findings, which the suite reads ever after; the corpus grows from run to run
FUZZ_SECONDS ?= 3600
fuzz: $(STAMP)
	mkdir -p build/fuzz
	$(BIN)/python tests/fuzz/readers.py -max_total_time=$(FUZZ_SECONDS) build/fuzz/corpus
	UNIONWIRE_EXAMPLES=50 $(BIN)/python -m pytest tests/test_props_read.py tests/test_props_extract.py

damaged: $(STAMP)
	$(BIN)/python -m tests.test_damaged_files --files 10000

docs: $(STAMP)
	$(BIN)/python -m typer unionwire.cli utils docs --name unionwire --output docs/commands.md
	$(BIN)/unionwire schema --markdown > docs/tables.md

site: $(STAMP)
	$(BIN)/python docs/site/stage.py build/site-pages
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --config-file docs/site/mkdocs.yml

notebooks: demo
	$(BIN)/python tests/test_notebooks.py

lock: $(STAMP)
	$(COMPILE) --output-file requirements.lock pyproject.toml
	cp requirements.lock requirements-scale.lock  # its versions are kept where they can be
	$(COMPILE) --extra ray --extra services --output-file requirements-scale.lock pyproject.toml

clean:
	rm -rf $(VENV) $(SCALE_VENV) build dist .mypy_cache .pytest_cache .ruff_cache
