# What each command does stands in config/dev/; `make` only finds a Python. ARGS passes more on: make test ARGS="-k plan"
PYTHON ?= python3
COMMANDS := setup demo demo-reset test test-fast test-long check format bench bench-booking messages manage lock

.PHONY: help $(COMMANDS)
help:
	@echo "make demo         serve the system with demo data (PORT, DATABASE_URL)"
	@echo "make demo-reset   remove the demo data"
	@echo "make test         all tests; test-fast: no browser; test-long: the large figures"
	@echo "make check        format, lint, types, floors, templates, translations, migrations, deployment"
	@echo "make format       format the code and mend what the linter can"
	@echo "make messages     collect and compile translations"
	@echo "make bench        measure pages; bench-booking: finding times and booking them"
	@echo "make manage ARGS=…  a Django command, with the database running"
	@echo "make lock         renew the locked versions from pyproject.toml"

$(COMMANDS):
	@$(PYTHON) -m config.dev $@ $(ARGS)
