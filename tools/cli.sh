#!/usr/bin/env bash
# Finds the Terraform or OpenTofu that the demo and the acceptance tests run.
#
#   tools/cli.sh               prints its absolute path on stdout
#   tools/cli.sh pinned        prints the path of the pinned Terraform in .bin,
#                              which the documentation is generated with
#   tools/cli.sh run CMD ...   runs CMD with the environment that the
#                              acceptance tests need
#
# The first of these that is 1.8 or newer is taken: $TF_ACC_TERRAFORM_PATH,
# terraform on PATH, tofu on PATH, .bin/terraform. Where there is none, the
# pinned Terraform is installed into .bin, which git ignores.
#
# Everything but the path goes to stderr. Bash 3.2 (macOS, Git for Windows)
# is enough.
set -euo pipefail

pinned=1.15.5
oldest=1.8
# A download that takes longer has most likely no network to use.
limit=${IDPKEYS_INSTALL_SECONDS:-15}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
bin=$root/.bin
exe=
case $(uname -s) in MINGW* | MSYS* | CYGWIN*) exe=.exe ;; esac

# Without this each run of the CLI asks the network for a newer version.
export CHECKPOINT_DISABLE=1

say() { printf '%s\n' "$*" >&2; }

advice() {
	say "Install Terraform $oldest or newer, or OpenTofu $oldest or newer, and put it on PATH,"
	say "or set TF_ACC_TERRAFORM_PATH to its path."
}

# title CLI prints "Terraform v1.15.5" or "OpenTofu v1.8.0", or nothing when CLI
# does not run (a version manager's shim without a version, for example).
title() {
	"$1" version 2>/dev/null | sed -n -E '/^(Terraform|OpenTofu) v[0-9]+\.[0-9]+/{p;q;}' || true
}

# usable CLI tells whether CLI runs and is new enough, and says why if it is not.
usable() {
	local found major minor
	found=$(title "$1")
	if [ -z "$found" ]; then
		say "$1 does not answer like Terraform or OpenTofu; not used."
		return 1
	fi
	major=${found#* v} major=${major%%.*}
	minor=${found#* v*.} minor=${minor%%[!0-9]*}
	if [ "$major" -lt 1 ] || { [ "$major" -eq 1 ] && [ "$minor" -lt "${oldest#1.}" ]; }; then
		say "$1 is $found, which is too old; $oldest or newer is needed."
		return 1
	fi
}

# absolute FILE prints its path in the form that programs of this system read.
absolute() {
	local path
	path=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
	if command -v cygpath >/dev/null 2>&1; then cygpath -m "$path"; else printf '%s\n' "$path"; fi
}

# install puts the pinned Terraform into .bin.
install() {
	local installer=$bin/tools/hc-install$exe child began status=0
	mkdir -p "$bin/tools"
	# Compiled first, so that only the download counts against the limit.
	if ! (cd "$root" && go build -modfile=tools/go.mod -o "$installer" github.com/hashicorp/hc-install/cmd/hc-install) >&2; then
		say "The installer of Terraform does not compile here."
		return 1
	fi
	say "Installing Terraform $pinned into .bin of this checkout (at most $limit s) ..."
	# macOS has no timeout command.
	"$installer" install -path "$bin" -version "$pinned" terraform >&2 &
	child=$!
	trap 'kill "$child" 2>/dev/null || true; exit 130' INT TERM
	began=$SECONDS
	while kill -0 "$child" 2>/dev/null; do
		if [ $((SECONDS - began)) -ge "$limit" ]; then
			say "The download has not finished after $limit s; given up."
			kill "$child" 2>/dev/null || true
			status=1
			break
		fi
		sleep 0.2 2>/dev/null || sleep 1
	done
	wait "$child" 2>/dev/null || status=1
	trap - INT TERM
	if [ "$status" -ne 0 ]; then
		say "Terraform $pinned could not be installed."
		say "(On a slow line, IDPKEYS_INSTALL_SECONDS=300 waits longer.)"
		return 1
	fi
}

find_pinned() {
	local cli=$bin/terraform$exe
	if [ ! -x "$cli" ] || [ "$(title "$cli")" != "Terraform v$pinned" ]; then
		if ! install || [ "$(title "$cli")" != "Terraform v$pinned" ]; then
			say "Only Terraform $pinned will do here: another version writes other documentation."
			say "Put it at .bin/terraform$exe, then run the command again."
			return 1
		fi
	fi
	absolute "$cli"
}

find_any() {
	local name cli
	if [ -n "${TF_ACC_TERRAFORM_PATH:-}" ]; then
		# It was asked for by name, so nothing else is taken in its place.
		if [ ! -f "$TF_ACC_TERRAFORM_PATH" ] || [ ! -x "$TF_ACC_TERRAFORM_PATH" ]; then
			say "TF_ACC_TERRAFORM_PATH is $TF_ACC_TERRAFORM_PATH, which is not a program."
			return 1
		fi
		usable "$TF_ACC_TERRAFORM_PATH" || return 1
		absolute "$TF_ACC_TERRAFORM_PATH"
		return
	fi
	for name in terraform tofu; do
		cli=$(type -P "$name" || true)
		if [ -n "$cli" ] && usable "$cli"; then
			absolute "$cli"
			return
		fi
	done
	cli=$bin/terraform$exe
	if [ ! -x "$cli" ] || ! usable "$cli"; then
		say "There is no Terraform or OpenTofu on PATH that can be used."
		if ! install || ! usable "$cli"; then
			advice
			return 1
		fi
	fi
	absolute "$cli"
}

run() {
	local cli found
	cli=$(find_any)
	found=$(title "$cli")
	say "Using $found ($cli)"
	export TF_ACC=1 TF_ACC_TERRAFORM_PATH=$cli
	# The developer's own CLI configuration (overrides, mirrors, caches) must not
	# decide what the tests see; and OpenTofu warns on stdout, where the version
	# is expected, when the file is missing.
	mkdir -p "$bin"
	: >"$bin/empty.tfrc"
	TF_CLI_CONFIG_FILE=$(absolute "$bin/empty.tfrc")
	export TF_CLI_CONFIG_FILE
	case $found in
	OpenTofu*)
		# OpenTofu looks for providers without a host on its own registry.
		export TF_ACC_PROVIDER_HOST=registry.opentofu.org TF_ACC_PROVIDER_NAMESPACE=hashicorp
		;;
	esac
	exec "$@"
}

case ${1:-} in
"") find_any ;;
pinned) find_pinned ;;
run)
	shift
	run "$@"
	;;
*)
	say "usage: tools/cli.sh [pinned | run COMMAND ...]"
	exit 2
	;;
esac
