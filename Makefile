# Every target works from a fresh clone. `make help` lists them.

HOST ?= 127.0.0.1
PORT ?= 8501
WORKERS ?= 2
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
ROOT := $(CURDIR)

# One thread per process: the arrays are small, so threads of the linear algebra library only wait for each other and for
# the pages, tests and Prophet fits that run beside them; and the last digit of a sum must not depend on the machine's cores.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1

# Few heaps, so that what sessions let go is given back to the system (docs/operations.md, Memory).
export MALLOC_ARENA_MAX := 2

# The lock alone says what is installed. A mirror set in pip's own configuration is still used; settings that would send
# the packages elsewhere or bound them differently are not.
PIP := env -u PIP_TARGET -u PIP_PREFIX -u PIP_ROOT -u PYTHONHOME -u PYTHONPATH \
	PIP_USER=0 PIP_CONSTRAINT=/dev/null PIP_NO_DEPS=0 PIP_DISABLE_PIP_VERSION_CHECK=1 \
	$(BIN)/python -m pip install --quiet --no-input --require-hashes --only-binary :all:

LOCK := $(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test lint format bench data backtest register outdated lock dev system clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

setup: $(VENV)/runtime.stamp ## prepare .venv with the locked packages
	@$(BIN)/python -B -c "import sys, sysconfig, pathlib; \
	path, line = pathlib.Path(sysconfig.get_path('purelib'), 'forecasting.pth'), sys.argv[1] + '\n'; \
	path.is_file() and path.read_text(encoding='utf-8') == line or path.write_text(line, encoding='utf-8')" "$(ROOT)"

run: setup ## set up and serve the app; HOST and PORT change the address, WORKERS=4 the number of processes
	@echo "http://$(HOST):$(PORT)"
	@if [ "$(if $(filter command environment,$(firstword $(origin WORKERS))),$(WORKERS),1)" -gt 1 ]; then \
		exec $(BIN)/python -m forecasting.server.workers --host "$(HOST)" --port "$(PORT)" --workers "$(WORKERS)"; \
	else \
		exec $(BIN)/python -m streamlit run app.py --server.address "$(HOST)" --server.port "$(PORT)"; \
	fi

test: system dev ## set up and run every check and every test; ARGS are passed to pytest
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint: dev ## style, types and layers
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports --no-logo

format: dev ## put the code into the common form
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

bench: system dev ## print the benchmark table
	$(BIN)/python -m bench $(ARGS)

data: setup ## rebuild data/observations from data/published
	$(BIN)/python -m forecasting.observations.making.build

backtest: setup ## rewrite data/backtest, the figures of the page Prognose; a few minutes
	$(BIN)/python -m forecasting backtest --frequency year --series tests/arrivals/panel/yearly_asylum_applications.csv \
		--results data/backtest/years.csv
	$(BIN)/python -m forecasting backtest --warning --series tests/arrivals/panel/monthly_first_time_applications.csv \
		tests/arrivals/panel/monthly_other_series.csv --workers $(WORKERS) --results data/backtest/warning.csv
	$(BIN)/python -m forecasting backtest --method ensemble prophet_default ets naive seasonal_naive --every 3 \
		--workers $(WORKERS) --results data/backtest/national.csv $(ARGS)

register: setup ## rewrite docs/assumptions.md and docs/limits.md from the register and the catalogue
	$(BIN)/python -m forecasting.reports.register
	$(BIN)/python -m forecasting.reports.limits

calibrate: setup ## print the hours of support at which the base year takes as many posts as by the ratio
	$(BIN)/python -m forecasting.scenarios.calibration

outdated: dev ## list the locked packages of which there are newer versions; asks the package index
	@$(BIN)/uv pip list --quiet --outdated --python $(BIN)/python || echo "The package index cannot be reached; nothing was compared." >&2

lock: dev ## resolve requirements*.txt again; UPGRADE=1 takes newer versions
	$(LOCK) requirements.in --output-file requirements.txt
	$(LOCK) requirements-dev.in --output-file requirements-dev.txt

clean: ## remove .venv and every cache
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

dev: setup $(VENV)/dev.stamp

$(VENV)/runtime.stamp: requirements.txt | $(VENV)/pyvenv.cfg
	@echo "Installing the locked packages into $(VENV); the first time this takes a minute or two."
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/runtime.stamp
	@echo "Installing what tests and checks need."
	@$(PIP) -r requirements-dev.txt
	@touch $@

# The first Python that is new enough and can make environments; the lock was tested with 3.11.
$(VENV)/pyvenv.cfg:
	@for python in $(PYTHON) python3.11 python3 python3.12 python3.13; do \
		if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "$$python -m venv $(VENV)"; rm -rf $(VENV); exec $$python -m venv $(VENV); \
		fi; \
	done; \
	echo "Python 3.11 or newer with venv is needed." >&2; \
	echo "Debian 12: apt-get install python3 python3-venv; another one: make setup PYTHON=/path/to/python3.11" >&2; \
	exit 1

# Tests drive the pages with a real browser, also through proxies, and open the papers in a real office; without them they fail, they don't skip.
PROXIES := haproxy nginx-light caddy
BROWSER := chromium fonts-dejavu-core
OFFICE := libreoffice-calc-nogui libreoffice-impress-nogui libreoffice-writer-nogui fonts-liberation

system:
	@missing=""; \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
		|| missing="$(BROWSER)"; \
	command -v soffice >/dev/null || command -v libreoffice >/dev/null || missing="$$missing $(OFFICE)"; \
	for proxy in $(PROXIES); do command -v "$${proxy%-light}" >/dev/null || missing="$$missing $$proxy"; done; \
	command -v systemd-analyze >/dev/null || missing="$$missing systemd"; \
	if [ -z "$$missing" ]; then \
		:; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	else \
		echo "The tests need packages that are missing: apt-get install" $$missing "(as root)." >&2; exit 1; \
	fi
