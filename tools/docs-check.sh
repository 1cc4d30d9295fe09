#!/usr/bin/env bash
# Fails if docs/ or examples/ is not what `make generate` writes: changed,
# missing and left-over pages alike. It generates in a copy, so that the checkout
# stays as it is.
#
#   tools/docs-check.sh TERRAFORM    the pinned one: see tools/cli.sh pinned
set -euo pipefail

cli=${1:?usage: tools/docs-check.sh TERRAFORM}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

copy=$(mktemp -d "${TMPDIR:-/tmp}/idpkeys-docs.XXXXXX")
trap 'rm -rf "$copy"' EXIT
trap 'exit 130' INT TERM
tools/copy-tree.sh "$copy"
cd "$copy"
mkdir -p .bin/before docs examples
cp "$cli" .bin/
cp -R docs examples .bin/before/

if ! make --no-print-directory generate >.bin/generate.log 2>&1; then
	cat .bin/generate.log
	echo "make generate failed." >&2
	exit 1
fi

failed=0
for folder in docs examples; do
	diff -ruN ".bin/before/$folder" "$folder" || failed=1
done
if [ "$failed" -ne 0 ]; then
	echo "The documentation is not up to date. Run make generate and commit the result." >&2
	exit 1
fi

if ! PATH=$copy/.bin:$PATH go tool -modfile=tools/go.mod \
	tfplugindocs validate --provider-name idpkeys >.bin/validate.log 2>&1; then
	cat .bin/validate.log
	echo "tfplugindocs validate failed." >&2
	exit 1
fi
echo "docs/ and examples/ are what make generate writes."
