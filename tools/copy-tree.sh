#!/usr/bin/env bash
# Copies the checkout to a directory: what git tracks and what it would track,
# as it stands in the working tree, without .git and without ignored files.
#
#   tools/copy-tree.sh DIRECTORY
set -euo pipefail

to=${1:?usage: tools/copy-tree.sh DIRECTORY}
mkdir -p "$to"
to=$(cd "$to" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# git lists a deleted file until the deletion is committed; tar would fail on it.
git ls-files -z --cached --others --exclude-standard |
	while IFS= read -r -d '' file; do
		if [ -e "$file" ] || [ -L "$file" ]; then printf '%s\0' "$file"; fi
	done |
	tar --null -T - -cf - | tar -xf - -C "$to"
