# `make` alone lists the targets.
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help demo test bench diff-spec generate check-generated lint format types docs check clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(STAMP): pyproject.toml constraints.txt
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(STAMP) ## Pause a whole summer for made-up districts, against the embedded sandbox
	@$(BIN)/python examples/demo.py

test: $(STAMP) ## Run the tests
	@$(BIN)/python -m pytest -q

bench: $(STAMP) ## Measure against the figures of docs/performance.md, beside other clients
	@$(BIN)/python -m benchmarks

generate: $(STAMP) ## Write interop_client/_generated/ from openapi/interop.yaml
	@$(BIN)/python generator-templates/generate.py

check-generated: $(STAMP) ## Fail if the generated code is not what the document says
	@$(BIN)/python generator-templates/generate.py --check

diff-spec: $(STAMP) ## Tell what changed between two documents: OLD=FILE NEW=FILE [FORMAT=text|json|markdown]
	@$(BIN)/python -m document_tools diff "$(OLD)" "$(NEW)" --format $(or $(FORMAT),text)

lint: $(STAMP) ## Check formatting and style
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

format: $(STAMP) ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

types: $(STAMP) ## Type-check everything, the generated code included
	@$(BIN)/mypy
	@cd generator-templates && ../$(BIN)/mypy --config-file ../pyproject.toml generate.py views.py forms.py

docs: $(STAMP) ## Build the documentation into site/
	@$(BIN)/mkdocs build --strict --quiet

check: test lint types check-generated docs ## Everything that CI runs

clean: ## Remove what the other targets made
	rm -rf $(VENV) .nox .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist site
