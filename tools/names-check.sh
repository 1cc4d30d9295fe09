#!/usr/bin/env bash
# Fails if a banned word is in an identifier, a comment or a file name of
# internal/. These words were private names once. A reader who comes from another
# provider does not know them, and the field has a usual term for each.
# Fails too if the doc comment of a function, type or field begins with another name
# than its own, as it does after a renaming that has left the comment.
#
#   tools/names-check.sh [FOLDER]
#
# Texts in double quotes are not checked for banned words. Case does not matter, and
# each part of a camelCase or snake_case name is a word. A doc comment is checked if it
# begins with a lowerCamelCase word that has a capital.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=${1:-internal}

# word | the usual term
banned='
blow        | kill, crash
blows       | kills, crashes
changeover  | displacement
dispensable | canDeactivateNow
door        | server, listener
doors       | servers, listeners
erase       | delete
foggy       | dependsOnUnknown
foresee     | check, plan
foreseen    | checked, planned
hasten      | activate early
holdings    | the keys of a parent
insist      | retry
journey     | execution, sequence
journeys    | executions, sequences
landed      | fetched, finished
lineup      | keys by role
moral       | summary
obscure     | mark unknown
oracle      | expectations
outlook     | planned changes
patience    | timeout, rank
relieved    | replaceable
remark      | warning
reveal      | set the planned value
rooms       | packages
scene       | state, step, demo
scenes      | states, steps, demos
stories     | scenarios
story       | scenario
stranger    | unmanaged key, somebody else
strangers   | unmanaged keys, others
tally       | results
unmet       | not covered
victim      | target
world       | fixture, case, input
worlds      | fixtures, cases, inputs
'

# Each line is printed with its file, so that the file name is checked too. Then
# texts go, and camelCase names are split.
found=$(find "$folder" -name '*.go' | sort | xargs awk '{ print FILENAME ":" FNR ":" $0 }' |
	sed -E -e 's/"([^"\\]|\\.)*"//g' -e 's/([a-z0-9])([A-Z])/\1 \2/g' |
	BANNED="$banned" awk '
		BEGIN {
			n = split(ENVIRON["BANNED"], lines, "\n")
			for (i = 1; i <= n; i++) {
				split(lines[i], part, "|")
				gsub(/ /, "", part[1])
				sub(/^ */, "", part[2])
				if (part[1] != "") usual[part[1]] = part[2]
			}
		}
		{
			n = split(tolower($0), words, /[^a-z]+/)
			split($0, at, ":")
			for (i = 1; i <= n; i++)
				if (words[i] in usual) print at[1] ":" at[2] ": banned word \"" words[i] "\"; usual: " usual[words[i]]
		}')

# The name of a method is after the receiver. A line of a struct can declare several fields.
misnamed=$(find "$folder" -name '*.go' | sort | xargs awk '
	FNR == 1 { first = ""; fields = 0 }
	/^\t?\/\// {
		if (first == "") { first = $2; at = FNR }
		next
	}
	first ~ /^[a-z][a-z0-9]*[A-Z][A-Za-z0-9]*$/ {
		names = $0
		if (/^(func|type|var|const) [^(]|^func \([^)]*\) /) {
			sub(/^func \([^)]*\) /, "", names)
			sub(/^(func|type|var|const) /, "", names)
			sub(/[^A-Za-z0-9_].*/, "", names)
		} else if (!fields) names = first
		if ((" " names " ") !~ ("[^A-Za-z0-9_]" first "[^A-Za-z0-9_]")) print FILENAME ":" at ": doc comment begins with \"" first "\", which is not the name"
	}
	{ first = "" }
	/^type .*(struct|interface) \{$/ { fields = 1 }
	/^}/ { fields = 0 }')

if [ -n "$misnamed" ]; then
	echo "$misnamed"
	echo "A doc comment begins with the name of what it describes." >&2
fi
if [ -n "$found" ]; then
	sort -u <<<"$found" | sort -t: -k1,1 -k2,2n
	echo "Use the words of the glossary in CONTRIBUTING.md and the usual terms of the field." >&2
fi
[ -z "$misnamed$found" ]
