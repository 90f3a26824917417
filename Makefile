# make run     install what is pinned, start the bot (with no channel configured: the playground)
# make test    install what is pinned, run every test
# make check   style, types and layers: what CI asks besides the tests
# make bench   install what is pinned, measure
# make lock    pin the dependencies anew (needs uv; only for whoever changes them)
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: run test check bench lock
run: $(VENV)/.run
	@$(BIN)/python -m bot $(ARGS)

test: $(VENV)/.test
	@$(BIN)/python -m pytest --numprocesses=logical --dist=loadfile $(ARGS)

check: $(VENV)/.test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.test
	@$(BIN)/python -m benchmarks $(ARGS)

# requirements/run.txt is a subset of requirements/test.txt, pin for pin.
$(VENV)/.run $(VENV)/.test: $(VENV)/.%: requirements/%.txt | $(VENV)/.made
	@echo "Installing what $< pins; the first time this takes about a minute ..."
	@$(PIP) install --quiet --require-hashes --no-deps --only-binary :all: -r $<
	@touch $@

# A failed "python -m venv" leaves a half-made folder behind, so what it needs is asked first.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed. Name it so: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo "This Python cannot make virtual environments. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" --quiet
lock:
	$(LOCK) -o requirements/run.txt
	$(LOCK) --group test -c requirements/run.txt -o requirements/test.txt
