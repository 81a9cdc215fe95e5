# Every command of the project. `make demo` and `make test` do all their own set-up, in .venv/ beside this file.
PYTHON ?= python3
export UV_PROJECT_ENVIRONMENT = $(CURDIR)/.venv

.PHONY: setup demo demo-reset test lint types contracts messages browser help

help: ## the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

.venv/.ready: pyproject.toml uv.lock
	@$(PYTHON) -m venv .venv 2>/dev/null || (apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv)
	.venv/bin/pip install -q --disable-pip-version-check uv
	.venv/bin/uv sync -q --frozen
	touch .venv/.ready

# Files for the browser that Python's registry does not have (docs/adr/0018); without them blur is not offered.
NPM_CI = npm ci --ignore-scripts --no-audit --no-fund --silent
node_modules/.ready: package-lock.json .venv/.ready
	@{ if command -v npm >/dev/null; then $(NPM_CI); else .venv/bin/uv run -q --frozen --isolated --only-group assets $(NPM_CI); fi \
		&& touch $@; } || echo "the package of blur was not brought: blur is not offered"

setup: .venv/.ready node_modules/.ready messages ## the environment, from the lock file

messages: .venv/.ready ## compile the translations
	.venv/bin/python -m harmonia.config.messages

demo: setup ## the planted demonstration on http://127.0.0.1:8000
	HARMONIA_HOME=$(CURDIR)/var/demo .venv/bin/harmonia demo

demo-reset: setup ## the demonstration, afresh
	rm -rf var/demo
	HARMONIA_HOME=$(CURDIR)/var/demo .venv/bin/harmonia demo

# What the tests need of Debian, each by a program of its own by which one sees that it is there.
DEBIAN = chromium:chromium chromium-headless-shell:chromium-headless-shell turnserver:coturn msgfmt:gettext dovecot:dovecot-imapd softhsm2-util:softhsm2 \
	redis-server:redis-server nft:nftables ip:iproute2 clamd:clamav-daemon

browser: ## Debian's Chromium and the servers that the tests start
	@for need in $(DEBIAN); do command -v $${need%%:*} >/dev/null || missing=1; done; [ -z "$$missing" ] || \
		(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		$(foreach need,$(DEBIAN),$(lastword $(subst :, ,$(need)))) fonts-noto-core)

lint: setup ## style
	.venv/bin/ruff check . && .venv/bin/ruff format --check .

types: setup ## mypy, strict
	.venv/bin/mypy

contracts: setup ## who may import whom
	.venv/bin/lint-imports

test: setup browser lint types contracts ## everything
	.venv/bin/pytest -n 2 --dist loadfile --no-loadscope-reorder
