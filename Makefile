# Everything a newcomer needs: `make demo` and `make test`. Both install what they need into .venv.
# `make e2e` also installs into tests/emulator a Slack and Microsoft's schema to test against, where npm is there to do it.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
EMULATOR := tests/emulator/node_modules/.installed

.PHONY: install demo test e2e serve lint bench fuzz lock mutants

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: install
	@$(BIN)/rollcall demo

serve: install
	@$(BIN)/rollcall serve

lint: install
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache > /dev/null || $(BIN)/lint-imports --no-cache
	@$(BIN)/deptry . 2>&1 | grep -v '^Scanning\|^$$' || true
	@$(BIN)/deptry . > /dev/null 2>&1

test: lint
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not browser and not e2e"

$(EMULATOR): tests/emulator/package.json tests/emulator/package-lock.json
	@if command -v npm > /dev/null; then npm ci --loglevel=error --prefix tests/emulator && touch $@; \
	else echo "npm is not installed: the tests that need it are skipped." >&2; fi

e2e: install $(EMULATOR)
	@$(BIN)/python -m pytest -n 2 -m "browser or e2e"

bench: install
	@$(BIN)/python -m tests.bench

fuzz: install
	@ROLLCALL_TEST_FUZZ=50000 $(BIN)/python -m pytest -n 2 -s tests/adapters/test_slack_fuzz.py tests/adapters/test_teams_fuzz.py

lock: install
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --all-extras pyproject.toml -o requirements.lock

mutants: install
	@$(BIN)/mutmut run
	@$(BIN)/mutmut results
