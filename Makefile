# Every command of this project in one word. Needs make and Python 3.11 or newer; all else is installed into .venv/.
#
# `locks/` names every package with its version and checksum, but no address: packages come from where pip is told to look
# on this machine (`index-url`), and uv, which does not read pip's settings, is told the same.


# Where the app answers.
PORT = 8501

# How often a repeated test repeats itself in `make soak`, and how often the machine is broken on purpose.
ROUNDS = 100000
KILLS = 10000
POWER_LOSSES = 10000
EDITORS = 50
SAVES = 200
CYCLES = 100
SERVER_KILLS = 200

# The tests run in as many processes as there are cores; `tests/conftest.py` says which go together.
SIDE_BY_SIDE = --numprocesses auto --maxprocesses 4

# Python keeps what it has compiled, even where it is told not to: else each of the many processes that the tests start compiles
# all packages anew, which takes longer than all the rest of its start.
unexport PYTHONDONTWRITEBYTECODE

PYTHON = .venv/bin/python
UV = .venv/bin/uv
SHELL = /bin/sh
.DEFAULT_GOAL = help
.NOTPARALLEL:
.PHONY: help run example test pictures spark soak bench translations schema lock sbom vulnerabilities uv needs-run needs-test needs-spark


help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile

run: needs-run ## Build the made-up city Musterstadt and start the app with it (PORT=8501)
	@$(PYTHON) -m audit demo --port $(PORT)

example: needs-run ## Score a small example in the terminal, without the app
	@$(PYTHON) -m audit example

test: needs-test ## Check format, style, types and floor plan, then run the tests
	@echo "· Format"
	@$(PYTHON) -m ruff format --check --quiet . || { echo "Not formatted as agreed; mend it with: $(PYTHON) -m ruff format"; exit 1; }
	@echo "· Style"
	@$(PYTHON) -m ruff check --quiet .
	@echo "· Types"
	@$(PYTHON) -m mypy --strict audit audit_app.py scoring tests benchmarks
	@echo "· Floor plan"
	@told=$$($(PYTHON) -c "from importlinter.cli import lint_imports_command as lint; lint()" --no-logo 2>&1) || { echo "$$told"; exit 1; }
	@echo "· Tests"
	@$(PYTHON) -m pytest --quiet $(SIDE_BY_SIDE)

spark: needs-spark ## Add Spark, for evaluations beyond one machine (about 450 MB; needs Java 17 or newer)

soak: needs-test ## Repeat the long tests very often (ROUNDS=100000), kill, cut the power (KILLS=10000 ...)
	@ROUNDS=$(ROUNDS) $(PYTHON) -m pytest --quiet -m soak
	@$(PYTHON) -m tests.soak --kills $(KILLS) --power-losses $(POWER_LOSSES) --editors $(EDITORS) --saves $(SAVES) \
		--cycles $(CYCLES) --server-kills $(SERVER_KILLS)

pictures: needs-test ## Take the pictures of the manual anew
	@PICTURES=1 $(PYTHON) -m pytest --quiet tests/ui/test_handbook.py

bench: needs-run ## Measure time and memory
	@$(PYTHON) -m benchmarks

translations: needs-run ## Collect the sentences to translate into languages/
	@$(PYTHON) -m audit translations

schema: needs-run ## Write the questionnaire schema that gives editors completion and help
	@$(PYTHON) -m audit schema

lock: uv ## Write the locks anew after a change in pyproject.toml (UPGRADE=--upgrade takes newer versions)
	@echo "· Resolving packages"
	@set -e; $(USE_MIRROR); \
	$(COMPILE) pyproject.toml --group setup --group test --extra spark --output-file locks/spark.txt; \
	$(COMPILE) pyproject.toml --group setup --group test --constraints locks/spark.txt --output-file locks/test.txt; \
	$(COMPILE) pyproject.toml --group setup --constraints locks/test.txt --output-file locks/run.txt; \
	$(COMPILE) --group setup --constraints locks/run.txt --output-file locks/uv.txt; \
	$(COMPILE) --group build --output-file locks/build.txt


sbom: needs-test ## Write down every package that runs, with version and checksums (CycloneDX, out/sbom.json)
	@mkdir -p out
	@$(PYTHON) -W ignore -m cyclonedx_py requirements locks/run.txt --pyproject pyproject.toml --output-reproducible \
		--output-file out/sbom.json
	@echo "out/sbom.json"

vulnerabilities: needs-test ## Ask whether a package has a known weakness; fails when nobody answers (ADVISORIES=...)
	@told=$$($(PYTHON) -m pip_audit --strict --disable-pip --require-hashes --progress-spinner off --timeout 30 \
		$(ADVISORIES) --requirement locks/$(CHECKED).txt 2>&1) && { echo "$$told" | tail -n 1; exit 0; }; \
	echo "$$told" | tail -n 40; \
	case "$$told" in *"Found "*" known vulnerabilit"*) ;; \
	*) echo "Nothing was checked: the advisories cannot be reached, or do not know a package. That is no good news.";; esac; \
	exit 1

# Where weaknesses are looked up, as pip-audit says it, e.g. "--vulnerability-service osv"; and which lock is checked.
ADVISORIES =
CHECKED = test

# From the largest set to the smallest, so that they agree; `fewest` gives every machine the same versions.
COMPILE = $(UV) pip compile --quiet --universal --fork-strategy fewest --generate-hashes --annotation-style line \
	--custom-compile-command "make lock" $(UPGRADE)

# Each set contains the one before: run, test, spark. The largest that was ever installed is kept complete, so that no
# target takes away what another one added. A copy of the lock in .venv/ says what is installed.
needs-run needs-test needs-spark: needs-%: uv
	@set -e; wanted=$*; \
	case $* in run) larger="test spark";; test) larger="spark";; *) larger="";; esac; \
	for other in $$larger; do if [ -f .venv/installed-$$other.txt ]; then wanted=$$other; fi; done; \
	if ! cmp -s locks/$$wanted.txt .venv/installed-$$wanted.txt; then \
		echo "· Installing packages (locks/$$wanted.txt)"; \
		: > .venv/installed-$$wanted.txt; \
		$(USE_MIRROR); \
		$(UV) pip sync --quiet --python $(PYTHON) --require-hashes $(ONLY_WHEELS) locks/$$wanted.txt; \
		cp locks/$$wanted.txt .venv/installed-$$wanted.txt; \
	fi

# Installing runs no foreign code: wheels are only unpacked. pyspark alone is published as source; what builds it is locked too.
ONLY_WHEELS = --only-binary :all: --no-binary pyspark --build-constraints locks/build.txt

USE_MIRROR = mirror=$$($(PYTHON) -m pip config list | sed -nE "s/^(:env:|global|install)\.index-url='(.*)'$$/\2/p" | head -n 1); \
	if [ -n "$$mirror" ]; then export UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$$mirror}"; fi

uv:
	@set -e; if ! $(PYTHON) -c "import pip" 2>/dev/null; then \
		found=""; \
		for candidate in python3 python3.14 python3.13 python3.12 python3.11; do \
			if $$candidate -c "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; \
			then found=$$candidate; break; fi; \
		done; \
		if [ -z "$$found" ]; then \
			echo "Please install Python 3.11 or newer with its venv module (Debian and Ubuntu: apt install python3-venv)." >&2; \
			exit 1; \
		fi; \
		echo "· Creating .venv with $$($$found --version)"; \
		$$found -m venv --clear .venv; \
	fi; \
	if ! cmp -s locks/uv.txt .venv/installed-uv.txt; then \
		echo "· Installing uv (locks/uv.txt)"; \
		$(PYTHON) -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r locks/uv.txt; \
		cp locks/uv.txt .venv/installed-uv.txt; \
	fi
