# Two commands: `make book` builds the publication, `make test` runs every test.
# Both install what is missing on Debian and Ubuntu, and say what to do elsewhere.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

TYPST_VERSION := 0.15.1
FONT_PACKAGES := fonts-morisawa-bizud-gothic fonts-morisawa-bizud-mincho
TEST_PACKAGES := poppler-utils

CARGO_BIN := $(or $(CARGO_INSTALL_ROOT),$(or $(CARGO_HOME),$(HOME)/.cargo))/bin
export PATH := $(CARGO_BIN):$(PATH)

.PHONY: help
help:
	@echo 'make book   the whole publication into output/'
	@echo 'make test   every test'
	@echo 'make check  the findings in content/, and nothing else'
	@echo 'make fmt    formats the code'

.PHONY: book
book: typst fonts
	@echo 'planbook: building the program (about a minute the first time)'
	@cargo build --release --locked
	@./target/release/planbook build

.PHONY: check
check:
	@cargo run --release --locked --quiet -- check

.PHONY: test
test: typst fonts test-packages
	cargo fmt --check
	cargo clippy --all-targets --locked -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --no-deps --document-private-items --locked --quiet
	cargo test --locked

.PHONY: fmt
fmt:
	cargo fmt

# --- what the book needs -----------------------------------------------------

.PHONY: typst
typst:
	@if [[ "$$(typst --version 2>/dev/null)" == 'typst $(TYPST_VERSION)'* ]]; then exit 0; fi; \
	echo 'planbook: installing typst-cli $(TYPST_VERSION) with cargo (about 10 minutes, once)'; \
	cargo install --locked typst-cli@$(TYPST_VERSION)

.PHONY: fonts
fonts:
	@if typst fonts | grep -qx 'BIZ UDPGothic' && typst fonts | grep -qx 'BIZ UDPMincho'; then exit 0; fi; \
	echo 'planbook: installing the BIZ UD fonts'; \
	$(call apt-install,$(FONT_PACKAGES)) || { \
	  echo 'planbook: put BIZ UDPGothic and BIZ UDPMincho (SIL Open Font License) where the system'; \
	  echo '          finds fonts, or name their folder in TYPST_FONT_PATHS; then call make again'; \
	  exit 1; }

.PHONY: test-packages
test-packages:
	@if command -v pdftotext >/dev/null && command -v pdfinfo >/dev/null; then exit 0; fi; \
	echo 'planbook: installing $(TEST_PACKAGES)'; \
	$(call apt-install,$(TEST_PACKAGES)) || { \
	  echo 'planbook: the tests need pdftotext and pdfinfo (poppler); install them and call make again'; \
	  exit 1; }

# With sudo where it is needed and there; fails where there is no apt.
define apt-install
command -v apt-get >/dev/null && \
as_root=$$([[ $$(id -u) == 0 ]] || command -v sudo) ; \
command -v apt-get >/dev/null && \
$$as_root apt-get update -qq && \
DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends $(1)
endef
