# Two commands: `make demo` shows the product at work, `make test` passes the tests. Everything else builds on them.
# uv is brought along when it is missing; the environment is the locked one, with bytecode compiled.

TOOLS := .tools
UV := $(shell command -v uv 2>/dev/null || echo $(TOOLS)/bin/uv)
RUN := $(UV) run --locked --no-sync
DEMO_DIR ?= demo-data

.PHONY: demo test lint bench clean sync

demo: sync
	@rm -rf $(DEMO_DIR)
	@$(RUN) regwatch demo --keep $(DEMO_DIR)

test: sync lint
	@$(RUN) python -m pytest --numprocesses auto --dist loadscope

lint: sync
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@$(RUN) mypy

bench: sync
	@$(RUN) python -m bench

sync: .venv/.synced

.venv/.synced: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --locked --compile-bytecode --quiet
	@touch $@

$(TOOLS)/bin/uv:
	@echo "uv is missing; installing it into $(TOOLS)"
	@python3 -m pip install --quiet --disable-pip-version-check --target $(TOOLS) uv

clean:
	@rm -rf .venv $(TOOLS) $(DEMO_DIR) .mypy_cache .ruff_cache .pytest_cache .hypothesis .bench
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
