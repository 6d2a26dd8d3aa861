# Everything lives in this folder: uv in .tools, the environment in .venv. No root, nothing outside.
PYTHON ?= python3
UV := .tools/bin/uv
RUN := $(UV) run --frozen --no-sync
# Compiled modules are kept: every report starts a process, and compiling anew costs it two seconds.
export PYTHONDONTWRITEBYTECODE =

.PHONY: demo test check clean
.DEFAULT_GOAL := demo

$(UV):
	@$(PYTHON) -m venv .tools
	@.tools/bin/python -m pip install -qq --disable-pip-version-check "uv>=0.9"

.venv/ready: $(UV) uv.lock pyproject.toml
	@$(UV) sync --frozen --quiet --compile-bytecode
	@touch $@

demo: .venv/ready          ## set up, then make every report of the demo registers
	@$(RUN) villages demo

test: .venv/ready          ## set up, then run every test (VILLAGES_SIZE=full for full sizes)
	@$(RUN) python -m pytest $(PYTEST_ARGS)

check: .venv/ready         ## lint, types, import contracts
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@$(RUN) mypy
	@$(RUN) lint-imports
	@$(RUN) nbstripout --verify --keep-id notebooks/*.ipynb
	@$(RUN) python -m pytest tests/rules

clean:                     ## remove the environment and what the commands made
	rm -rf .venv .tools reports results private
