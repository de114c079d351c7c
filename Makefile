# make demo   sets up the machine, builds, and rehearses the insurer's estate: the main job
# make test   sets up the machine and runs every test and check
# make soak   what takes long: many kills, long runs, fuzzing
# make bench  the figures, with their peers
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
# A Rust toolchain that bootstrap has just installed is not on the caller's PATH yet.
export PATH := $(HOME)/.cargo/bin:$(PATH)
program := target/release/landbridge

.PHONY: demo test soak bench bootstrap build
demo: build
	mkdir -p out
	$(program) rehearse examples/insurer.yaml --report out/insurer.html || [ $$? -eq 3 ]

build: bootstrap
	cargo build --release --locked --bin landbridge

test: bootstrap
	scripts/test

soak: build
	scripts/soak

bench: build
	scripts/bench

bootstrap:
	scripts/bootstrap
