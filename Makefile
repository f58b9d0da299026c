# `make` alone lists the targets. What a check does stands in noxfile.py: `make X` runs the session X.
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

QUICK := test lint types lint-document check-generated docs
THOROUGH := package pythons lowest httpx2 typecheckers document-linter prism pages schemathesis servers nightly-tests
LONG := stateful mutants importing

.PHONY: help demo nightly test lint types lint-document check-generated docs check package pythons lowest httpx2 typecheckers document-linter prism pages schemathesis servers nightly-tests thorough stateful mutants importing bench diff-spec import-spec generate public-api format clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "%-18s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.13 ...")'
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@echo "installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(STAMP) ## Pause a whole summer for made-up districts, against the embedded sandbox
	@$(BIN)/python examples/demo.py

nightly: $(STAMP) ## Do a night of made-up districts on a task engine; REDIS_URL=... with two workers
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --constraint constraints.txt --requirement examples/nightly/requirements.txt
	@$(BIN)/python -m examples.nightly.demo

$(QUICK) $(THOROUGH) $(LONG): $(STAMP)
	@$(BIN)/python -m nox --session $@

test: ## Run the tests
lint: ## Check formatting and style
types: ## Type-check everything, the generated code included
lint-document: ## Check the document by the rules of openapi/README.md, a line for each place
check-generated: ## Fail if the generated code is not what the document says
docs: ## Build the documentation into site/
check: $(QUICK) ## The six above: what needs Python alone

package: ## Build wheel and sdist, and run their tests from what was built
pythons: ## Run the tests on the newest other Python that is on this machine
lowest: ## Run the tests with the lowest versions that the package allows
httpx2: ## Run the tests of what sends and answers with httpx2 in the place of httpx
typecheckers: ## Check the examples and the public types with four type checkers (needs Node.js)
document-linter: ## Check the document with Spectral (needs Node.js)
prism: ## Call every operation of a mock server that is not ours (needs Node.js)
pages: ## Look at the HTML pages in headless Chromium (needs Node.js)
schemathesis: ## Check the sandbox against the document with Schemathesis
servers: ## Run the client against nginx, HAProxy, squid and a SOCKS server
nightly-tests: ## Kill workers of examples/nightly/ in the middle of a night, with a real server
thorough: $(THOROUGH) ## All that CI runs beside the tests of `check`

stateful: ## A hundred thousand random steps of the conflict helpers, and ten thousand plans, against a service
mutants: ## Bring in known bugs one by one; the tests must notice each
importing: ## Import corrections of every kind into a copy of the tree; all must be green there

bench: $(STAMP) ## Measure against the figures of docs/performance.md, beside other clients
	@$(BIN)/python -m benchmarks

generate: lint-document ## Write interop_client/_generated/ from openapi/interop.yaml
	@$(BIN)/python generator-templates/generate.py
	@$(BIN)/python -m document_tools.public_api --generated

public-api: $(STAMP) ## Write the public API down in tests/project/, once the changelog says what changed
	@$(BIN)/python -m document_tools.public_api

diff-spec: $(STAMP) ## Tell what changed between two documents: OLD=FILE NEW=FILE [FORMAT=text|json|markdown]
	@test -n "$(OLD)" -a -n "$(NEW)" || { echo "say two files: make diff-spec OLD=FILE NEW=FILE" >&2; exit 2; }
	@$(BIN)/python -m document_tools diff "$(OLD)" "$(NEW)" --format $(or $(FORMAT),text)

import-spec: $(STAMP) ## Take a vendor's document or an overlay as better evidence: FILE=... [OLDER=1]
	@test -n "$(FILE)" || { echo "say a file: make import-spec FILE=vendor.json" >&2; exit 2; }
	@$(BIN)/python -m document_tools import "$(FILE)" $(if $(OLDER),--older)

format: $(STAMP) ## Format the code
	@$(BIN)/python -m ruff format .
	@$(BIN)/python -m ruff check --fix .

clean: ## Remove what the other targets made
	rm -rf $(VENV) .nox .build .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist site
