# Everything lives in this folder: uv, the environment and their caches in .venv. No root.
PYTHON ?= python3
UV := .venv/bin/uv
RUN := $(UV) run --frozen --no-sync
export UV_CACHE_DIR := $(CURDIR)/.venv/cache/uv
export MPLCONFIGDIR := $(CURDIR)/.venv/cache/matplotlib
# Compiled modules are kept: every report starts a process, and compiling anew costs it two seconds.
export PYTHONDONTWRITEBYTECODE =

.PHONY: demo test check audit clean
.DEFAULT_GOAL := demo

$(UV):
	@$(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install -qq --no-cache-dir --disable-pip-version-check "uv>=0.9"

.venv/ready: $(UV) uv.lock pyproject.toml
	@$(UV) sync --frozen --inexact --quiet --compile-bytecode
	@touch $@

demo: .venv/ready          ## set up, then make every report of the demo registers
	@$(RUN) villages demo

test: .venv/ready          ## set up, then run every test (VILLAGES_SIZE=full for full sizes)
	@$(RUN) python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: .venv/ready         ## lint, types, import contracts
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@$(RUN) mypy
	@$(RUN) lint-imports
	@$(RUN) nbstripout --verify --keep-id notebooks/*.ipynb
	@$(RUN) python -m pytest tests/rules

audit: .venv/ready         ## known weaknesses of what uv.lock names; asks the network of PyPI
	@$(UV) export --frozen --quiet --all-extras --no-emit-project --output-file .venv/audited.txt
	@$(UV) tool run pip-audit --strict --disable-pip --requirement .venv/audited.txt

clean:                     ## remove the environment and what the commands made
	rm -rf .venv reports results private
