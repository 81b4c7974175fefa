# Works with any make and any POSIX shell. PORT, if given, reaches the commands through the environment.
.POSIX:
.PHONY: help run serve-production test test-long test-apart lint format messages screenshots bench bench-check load drill drill-short check-deploy clean

LOCAL = env CHANCERY_MODE=local
PYTHON = .venv/bin/python
TESTS = $(PYTHON) -m pytest -n 2 --dist loadscope --no-loadscope-reorder -q

##   make run            set up and serve the site on http://127.0.0.1:8000 (PORT=8001 for another port)
##   make serve-production  serve the site as in production, on settings from the environment (docs/operations.md)
##   make test           run the tests (ARGS="tests/setup -x" for some of them)
##   make test-long      run the long ones: the whole collection in Chromium, ten thousand claims on a page
##   make test-apart     run what takes too long for every change: every page by keyboard, stored markup, roles in every state, COW, random requests
##   make lint           check style, templates, migrations and Django's system checks
##   make format         rewrite Python files and templates in the project's style
##   make messages       gather the interface's words into locale/, and compile their translations (needs GNU gettext)
##   make screenshots    picture every page type into var/screenshots, from the site that `make run` serves
##   make bench          measure the site beside what else one could use, into docs/benchmarks.md (SIZE=M for more rows; needs wrk)
##   make bench-check    fail where the site has become much slower beside the others (needs wrk)
##   make load           ten minutes at four fifths of what the site can do (needs wrk, and the database of `make bench`)
##   make drill          do on purpose what may go wrong, on servers of its own, and print what was seen (ARGS="replicas" for a part of it)
##   make drill-short    the same, in a minute
##   make check-deploy   check the production settings
##   make clean          remove .venv and caches; the database in var/ is kept

help:
	@sed -n 's/^##//p' Makefile

run:
	@sh bin/environment
	@exec $(LOCAL) $(PYTHON) -m config.run

serve-production:
	@sh bin/environment
	@exec $(PYTHON) -m config.serve

test:
	@sh bin/environment test
	$(LOCAL) $(TESTS) -m "not long and not apart" $(ARGS)

test-long:
	@sh bin/environment test
	$(LOCAL) $(TESTS) -m long $(ARGS)

test-apart:
	@sh bin/environment test
	$(LOCAL) $(TESTS) -m apart $(ARGS)

TEMPLATES = find . -name '.?*' -prune -o -path './var' -prune -o -path '*/templates/*.html'

lint:
	@sh bin/environment test
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(TEMPLATES) -exec .venv/bin/djade --target-version 5.2 --check {} +
	$(LOCAL) $(PYTHON) manage.py makemigrations --check --dry-run
	$(LOCAL) $(PYTHON) manage.py check --fail-level WARNING

format:
	@sh bin/environment test
	$(PYTHON) -m ruff check --fix-only --quiet
	$(PYTHON) -m ruff format
	$(TEMPLATES) -exec .venv/bin/djade --target-version 5.2 {} +

messages:
	@sh bin/environment
	$(LOCAL) $(PYTHON) manage.py makemessages -l ru --no-location --no-wrap --no-obsolete \
	    -i .venv -i var -i tests -i tools -i bench -i templates/admin -i templates/styleguide.html
	$(LOCAL) $(PYTHON) manage.py compilemessages -l ru -i .venv -i var

screenshots:
	@sh bin/environment test
	@$(PYTHON) tools/screenshots.py "http://127.0.0.1:$${PORT:-8000}"

SIZE = S

bench:
	@sh bin/environment
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@$(PYTHON) -m bench $(SIZE)

bench-check:
	@sh bin/environment
	@$(PYTHON) -m bench S --check

load:
	@$(PYTHON) -m bench.load

drill:
	@sh bin/environment
	@$(PYTHON) -m drill whole $(ARGS)

drill-short:
	@sh bin/environment
	@$(PYTHON) -m drill short $(ARGS)

check-deploy:
	@sh bin/environment
	@secret=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))') && \
	env DATABASE_URL= CHANCERY_MODE=production SECRET_KEY="$$secret" ALLOWED_HOSTS=chancery.example.org \
	    $(PYTHON) manage.py check --deploy --fail-level WARNING

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
