#!/usr/bin/env bash
# Proves that the gates of `make check` can fail: it plants one defect per gate
# in a copy of the checkout and expects the gate's make target to be red, with
# the words that name the defect. A gate that stays green is worthless, and makes
# this script fail.
#
#   tools/check-gates.sh             all gates
#   tools/check-gates.sh docs lint   only those whose name begins with one of these
#   tools/check-gates.sh simulate    only the defects that make simulate has to find
#
# Go's build cache is shared with the checkout, so most gates take seconds.
set -euo pipefail
# A surrounding make would hand its own variables to the gates.
unset MAKEFLAGS MFLAGS MAKELEVEL

module=github.com/idpkeys/terraform-provider-idpkeys

# One gate per line:
#   name | make target and variables | words expected (extended regexp) | plant
# Each plant is a function below, called in the copy.
gates='
scripts           | scripts-check                       | syntax error                      | plant_scripts
build             | build                               | undefined: zzMissing              | plant_build
vet               | vet                                 | wrong type                        | plant_vet
fmt               | fmt-check                           | zz_gate\.go                       | plant_fmt
tidy              | tidy-check                          | ^-.*google/uuid                   | plant_tidy
tidy-tools        | tidy-check                          | ^-.*golang\.org/x/vuln            | plant_tidy_tools
not-shipped       | not-shipped                         | internal/sandbox                  | plant_not_shipped
cross             | cross                               | undefined: zzMissing              | plant_cross
changelog         | changelog-check                     | zz\.yaml                          | plant_changelog
docs-description  | docs-check                          | not up to date                    | plant_docs_description
docs-page         | docs-check                          | not up to date                    | plant_docs_page
docs-stray        | docs-check                          | not up to date                    | plant_docs_stray
docs-example      | docs-check                          | not up to date                    | plant_docs_example
test-unit         | test PKG=./internal/rotation/...    | FAIL: Test                        | plant_test_unit
test-acceptance   | test PKG=./internal/auth0/... TESTARGS=-run=^TestAcc | FAIL: TestAcc    | plant_test_acceptance
test-reliability  | test PKG=./internal/reliability TESTARGS=-run=^TestAccReliability | FAIL: TestAccReliability | plant_test_reliability
test-rules        | test PKG=./internal/sandbox/...     | has no row in RULES.md            | plant_test_rules
test-rules-name   | test PKG=./internal/sandbox/...     | TestZZ.* does not exist           | plant_test_rules_name
race              | race PKG=./internal/rotation/...    | DATA RACE                         | plant_race
names-identifier  | names                               | zz_gate\.go:3: banned word "world"    | plant_names_identifier
names-comment     | names                               | zz_gate\.go:3: banned word "hasten"   | plant_names_comment
names-doc         | names                               | zz_gate\.go:3: doc comment begins with "zzOther" | plant_names_doc
names-doc-field   | names                               | zz_gate\.go:4: doc comment begins with "zzOther" | plant_names_doc_field
names-file        | names                               | zz_stranger\.go:1: banned word "stranger" | plant_names_file
lint-names        | lint                                | zz_gate\.go:3: banned word "world"    | plant_names_identifier
lint-error-text   | lint                                | not by the text of an error       | plant_error_text
'

# Who may import whom. All are planted together and linted once; each needs its
# own line in the report:
#   rule of depguard | importing package | imported package
imports='
main            | .                   | golang.org/x/sync/singleflight
pure            | internal/apierr     | golang.org/x/sync/singleflight
pure            | internal/keyplan     | github.com/go-jose/go-jose/v4
pure            | internal/rotation   | MODULE/internal/transport
pure-jwk        | internal/jwk        | golang.org/x/sync/singleflight
auth0-sdk       | internal/auth0      | github.com/auth0/go-auth0/management
okta-sdk        | internal/okta       | github.com/okta/okta-sdk-golang/v6/okta
below-terraform | internal/transport  | github.com/hashicorp/terraform-plugin-framework/diag
below-terraform | internal/auth0api   | MODULE/internal/diagnostics
below-terraform | internal/oktaapi    | MODULE/internal/diagnostics
below-terraform | internal/listcache  | github.com/hashicorp/terraform-plugin-framework/diag
logging         | internal/auth0api   | github.com/hashicorp/terraform-plugin-log/tflog
logging         | internal/oktaapi    | github.com/hashicorp/terraform-plugin-log/tflog
provider-on-top | internal/zzgate     | MODULE/internal/provider
okta-alone      | internal/okta       | MODULE/internal/auth0api
okta-alone      | internal/oktaapi    | MODULE/internal/auth0api
auth0-alone     | internal/auth0      | MODULE/internal/oktaapi
auth0-alone     | internal/auth0api   | MODULE/internal/oktaapi
vendor-neutral  | internal/diagnostics | MODULE/internal/auth0api
vendor-neutral  | internal/rotateonly | MODULE/internal/oktaapi
vendor-neutral  | internal/listcache  | MODULE/internal/auth0api
vendor-neutral  | internal/nullable   | MODULE/internal/oktaapi
registeredkey   | internal/okta/registeredkey | MODULE/internal/listcache
framework-only  | internal/nullable   | MODULE/internal/jwk
protocolserver  | internal/protocolserver | MODULE/internal/provider
tfmodel         | internal/tfmodel    | MODULE/internal/jwk
framework-and-errors | internal/limits | MODULE/internal/jwk
durations       | internal/durations | MODULE/internal/jwk
framework-and-errors | internal/privatestate | MODULE/internal/rotation
diagnostics     | internal/diagnostics | MODULE/internal/transport
sandbox-apart   | internal/sandbox    | MODULE/internal/rotation
not-shipped     | internal/auth0      | MODULE/internal/sandbox
not-shipped     | internal/provider   | MODULE/internal/acctest
not-shipped     | internal/provider   | MODULE/internal/reliability
not-shipped     | internal/provider   | MODULE/internal/simulation
not-shipped     | internal/provider   | MODULE/internal/yearsimulation
not-shipped     | internal/provider   | MODULE/internal/performance
auth0           | internal/auth0      | MODULE/internal/listcache
okta            | internal/okta       | golang.org/x/sync/singleflight
rotateonly      | internal/rotateonly | MODULE/internal/listcache
keyinput        | internal/keyinput   | MODULE/internal/listcache
provider        | internal/provider   | MODULE/internal/listcache
auth0api        | internal/auth0api   | golang.org/x/sync/singleflight
oktaapi         | internal/oktaapi    | golang.org/x/sync/singleflight
transport       | internal/transport  | MODULE/internal/rotation
listcache       | internal/listcache  | MODULE/internal/apierr
oktaspec        | internal/oktaspec   | MODULE/internal/apierr
devoverrides    | internal/devoverrides | MODULE/internal/apierr
cmd             | internal/cmd/demo   | MODULE/internal/apierr
emptyprovider   | internal/cmd/emptyprovider | MODULE/internal/apierr
file-locks      | internal/auth0api   | github.com/gofrs/flock
processlock     | internal/processlock | golang.org/x/sync/singleflight
keyfunc         | internal/keyfunc    | MODULE/internal/diagnostics
openapi         | internal/zzgate     | github.com/getkin/kin-openapi/openapi3
oktaspec-for-tests | internal/zzgate  | MODULE/internal/oktaspec
one-way         | internal/zzgate     | github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema
'

# Habits, planted together with the imports, each in a file of its own:
#   linter | file | Go code (\n and \t are expanded)
habits='
bodyclose      | a.go      | import "net/http"\nfunc zzA(c *http.Client, r *http.Request) (int, error) {\n\ts, err := c.Do(r)\n\tif err != nil {\n\t\treturn 0, err\n\t}\n\treturn s.StatusCode, nil\n}
contextcheck   | b.go      | import "context"\nfunc zzB1() error {\n\treturn zzB2(context.Background())\n}\nfunc zzB2(ctx context.Context) error {\n\treturn ctx.Err()\n}\nfunc zzB3(ctx context.Context) error {\n\tif err := ctx.Err(); err != nil {\n\t\treturn err\n\t}\n\treturn zzB1()\n}
errcheck       | c.go      | import "os"\nfunc zzC() {\n\tos.Remove("zz")\n}
errorlint      | d.go      | import "io"\nfunc zzD(err error) bool {\n\treturn err == io.EOF\n}
forbidigo      | e.go      | import "time"\nfunc zzE() {\n\ttime.Sleep(time.Second)\n}
forbidigo      | f.go      | import "context"\nfunc zzF() context.Context {\n\treturn context.Background()\n}
forbidigo      | w.go      | import "github.com/hashicorp/terraform-plugin-framework/diag"\nfunc zzW() diag.Diagnostic {\n\treturn diag.NewErrorDiagnostic("zz", "zz")\n}
forbidigo      | x.go      | import "github.com/hashicorp/terraform-plugin-framework/diag"\nfunc zzX() (diags diag.Diagnostics) {\n\tdiags.AddWarning("zz", "zz")\n\treturn diags\n}
forcetypeassert | g.go     | func zzG(v any) string {\n\treturn v.(string)\n}
funlen         | h.go      | func zzH() (n int) {\nLONG\treturn n\n}
gocognit       | i.go      | func zzI(a, b, c, d, e, f bool) int {\n\tif a {\n\t\tif b {\n\t\t\tif c {\n\t\t\t\tif d {\n\t\t\t\t\tif e {\n\t\t\t\t\t\tif f {\n\t\t\t\t\t\t\treturn 1\n\t\t\t\t\t\t}\n\t\t\t\t\t}\n\t\t\t\t}\n\t\t\t}\n\t\t}\n\t}\n\treturn 0\n}
godot          | j.go      | // zzJ has no full stop\nfunc zzJ() {}
gosec          | k.go      | import "crypto/tls"\nfunc zzK() *tls.Config {\n\treturn &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: true}\n}
ineffassign    | l.go      | func zzL() int {\n\tn := 1\n\tn = 2\n\treturn n\n}
misspell       | m.go      | // zzM is neccessary.\nfunc zzM() {}
nilerr         | n.go      | import "os"\nfunc zzN() error {\n\tif _, err := os.Stat("zz"); err != nil {\n\t\treturn nil\n\t}\n\treturn nil\n}
noctx          | o.go      | import "net/http"\nfunc zzO() (*http.Request, error) {\n\treturn http.NewRequest(http.MethodGet, "http://127.0.0.1", nil)\n}
nolintlint     | p.go      | import "time"\nfunc zzP() {\n\ttime.Sleep(time.Second) //nolint:forbidigo\n}
paralleltest   | q_test.go | import "testing"\nfunc TestZZQ(t *testing.T) {\n\tt.Log("zz")\n}
revive         | r.go      | func ZZR() {}
staticcheck    | s.go      | import "strings"\nfunc zzS(s string) bool {\n\treturn strings.ToLower(s) == strings.ToLower("zz")\n}
unused         | t.go      | func zzT() {}
usetesting     | u_test.go | import (\n\t"os"\n\t"testing"\n)\nfunc TestZZU(t *testing.T) {\n\tt.Parallel()\n\t_ = os.Setenv("ZZ", "1")\n}
gci            | v.go      | import (\n\t"github.com/hashicorp/terraform-plugin-framework/diag"\n\t"time"\n)\nvar _ diag.Diagnostics\nvar _ time.Time
'

# Defects in what the provider sends and records, which make simulate has to find, each
# planted alone:
#   name | words of the rule that it breaks, or of several with " or " between them | plant
simulations='
retry           | no effect that was not asked for or what is reported is true or once the faults are over | plant_sim_retry
guard           | no rotation within min_rotation_interval | plant_sim_guard
hold            | no effect that was not asked for or no rotation within min_rotation_interval | plant_sim_hold
record          | no effect that was not asked for or no rotation within min_rotation_interval | plant_sim_record
private         | no effect that was not asked for | plant_sim_private
baseline        | no effect that was not asked for | plant_sim_baseline
lock            | no effect that was not asked for or no rotation within min_rotation_interval | plant_sim_lock
stale           | no effect that was not asked for or no rotation within min_rotation_interval | plant_sim_stale
outcome         | what is reported is true or no effect that was not asked for | plant_sim_outcome
outcome-success | what is reported is true or the provider keeps to Terraform | plant_sim_outcome_success
order           | no use without an active key or once the faults are over | plant_sim_order
takeover        | no key that is in use is taken over | plant_sim_takeover
unmanaged       | nothing unmanaged is touched or no use without an active key | plant_sim_unmanaged
'

# The seeds among which each of them has to be found, from the first on.
simulated=500

# --- Plants. Each fails if it changes nothing, so that it cannot rot unseen. ---

# edit FILE EXPRESSION applies a sed expression to FILE.
edit() {
	sed "$2" "$1" >"$1.zz"
	if cmp -s "$1" "$1.zz"; then
		echo "sed '$2' changed nothing in $1" >&2
		return 1
	fi
	cat "$1.zz" >"$1"
	rm "$1.zz"
}

# first_with TEXT FOLDER prints the first Go file there, not a test, with TEXT.
first_with() {
	grep -rlF --include='*.go' --exclude='*_test.go' "$1" "$2" | sort | sed -n 1p
}

# package_of FOLDER prints the name of its Go package.
package_of() {
	if [ "$1" = . ]; then echo main; else basename "$1"; fi
}

plant_scripts() { echo 'if then' >tools/zz_gate.sh; }

plant_build() { printf 'package main\n\nvar _ = zzMissing\n' >zz_gate.go; }

plant_vet() {
	printf 'package rotation\n\nimport "fmt"\n\nvar _ = fmt.Sprintf("%%d", "one")\n' >internal/rotation/zz_gate.go
}

plant_fmt() { printf 'package rotation\n\nvar   _ = 1\n' >internal/rotation/zz_gate.go; }

plant_tidy() { go mod edit -require=github.com/google/uuid@v1.5.0; }

plant_tidy_tools() { (cd tools && go mod edit -droptool=golang.org/x/vuln/cmd/govulncheck); }

plant_not_shipped() { printf 'package main\n\nimport _ "%s/internal/sandbox"\n' "$module" >zz_gate.go; }

plant_cross() { printf 'package rotation\n\nvar _ = zzMissing\n' >internal/rotation/zz_gate_windows.go; }

plant_changelog() { echo 'kind: [' >.changes/unreleased/zz.yaml; }

plant_docs_description() { edit "$(first_with 'MarkdownDescription: "' internal/auth0)" 's/MarkdownDescription: "/&Planted. /'; }

plant_docs_page() { edit docs/index.md 's/e/x/'; }

plant_docs_stray() { mkdir -p docs/resources && echo '# stray' >docs/resources/zz_gate.md; }

plant_docs_example() {
	local example
	example=$(find examples -name '*.tf' | sort | sed -n 1p)
	printf '\nlocals {\n      zz    =   1\n}\n' >>"$example"
}

plant_test_reliability() {
	# An answer that proves nothing is taken for one that does.
	edit internal/rotation/answer_verdict.go 's/case !a.Refusal, a.Status/case a.Status/'
}
plant_test_unit() { edit "$(first_with 'now.Before(' internal/rotation)" 's/now\.Before(/now.After(/'; }

# The next key is taken for the current one.
plant_test_acceptance() { edit "$(first_with 'key.GetCurrent()' internal/auth0api)" 's/key\.GetCurrent()/key.GetNext()/'; }

# The rows of one error go.
plant_test_rules() {
	local mark
	# shellcheck disable=SC2016 # backquotes of Markdown
	mark=$(grep -o '`error:[a-z_]*`' internal/sandbox/RULES.md | sed -n 1p)
	edit internal/sandbox/RULES.md "/^|.*$mark/d"
}

# A row names a test that does not exist.
plant_test_rules_name() { edit internal/sandbox/RULES.md 's/| Test[A-Za-z]* |$/| TestZZ |/'; }

plant_race() {
	cat >internal/rotation/zz_gate_test.go <<-'EOF'
		package rotation

		import "testing"

		func TestZZRace(t *testing.T) {
			n, done := 0, make(chan struct{})
			go func() { n++; close(done) }()
			n++
			<-done
			t.Log(n)
		}
	EOF
}

plant_names_identifier() { printf 'package rotation\n\nvar _ = func(zzKeyWorld int) int { return zzKeyWorld }\n' >internal/rotation/zz_gate.go; }

plant_names_comment() { printf 'package rotation\n\n// The caller may hasten it.\nvar _ = 1\n' >internal/rotation/zz_gate.go; }

plant_names_doc() { printf 'package rotation\n\n// zzOther is one.\nfunc zzGate() int { return 1 }\n' >internal/rotation/zz_gate.go; }

plant_names_doc_field() { printf 'package rotation\n\ntype zzGate struct {\n\t// zzOther is one.\n\tzzField int\n}\n' >internal/rotation/zz_gate.go; }

plant_names_file() { printf 'package rotation\n' >internal/rotation/zz_stranger.go; }

plant_error_text() {
	cat >internal/transport/zz_gate.go <<-'EOF'
		package transport

		import "strings"

		var _ = func(err error) bool { return strings.Contains(err.Error(), "404") }
	EOF
}

# stub MODULE VERSION PACKAGE puts an empty module in the place of one that the
# provider does not require (yet), so that importing it is no type error.
stub() {
	local folder=zz_stub/$1
	if grep -qF "$1 " go.mod; then return; fi
	mkdir -p "$folder/$3"
	printf 'module %s\n\ngo 1.25\n' "$1" >"$folder/go.mod"
	printf '// Package %s is empty.\npackage %s\n' "$(basename "$3")" "$(basename "$3")" >"$folder/$3/zz.go"
	go mod edit -require="$1@$2" -replace="$1=./$folder"
}

plant_imports() {
	local rule from to n=0
	stub github.com/okta/okta-sdk-golang/v6 v6.1.6 okta
	stub github.com/hashicorp/terraform-plugin-sdk/v2 v2.38.0 helper/schema
	# Packages that are not built yet.
	for from in internal/keyplan internal/okta internal/oktaapi; do
		mkdir -p "$from"
		printf 'package %s\n' "$(package_of "$from")" >"$from/zz_gate.go"
	done
	while IFS='|' read -r rule from to; do
		if [ -z "$rule" ]; then continue; fi
		n=$((n + 1)) from=$(trim "$from") to=$(trim "$to")
		# One of our own packages may import the package, and a cycle would hide
		# the defect; nothing imports a folder inside the package.
		case $to in MODULE/*) from=$from/zzgate ;; esac
		mkdir -p "$from"
		printf 'package %s\n\nimport _ "%s"\n' "$(package_of "$from")" "${to/MODULE/$module}" >"$from/zz_import_$n.go"
	done <<<"$imports"
}

plant_habits() {
	local linter file code long=
	while [ ${#long} -lt 420 ]; do long="$long\\tn++\\n"; done
	mkdir -p internal/zzhabits
	printf '// Package zzhabits has every bad habit.\npackage zzhabits\n' >internal/zzhabits/doc.go
	while IFS='|' read -r linter file code; do
		linter=$(trim "$linter") file=$(trim "$file")
		if [ -z "$linter" ]; then continue; fi
		printf '%b\n' "package zzhabits\n\n${code/LONG/$long}" >"internal/zzhabits/zz_$file"
	done <<<"$habits"
}

# shellcheck source=tools/gate-plants-simulation.sh
. "$(dirname "${BASH_SOURCE[0]}")/gate-plants-simulation.sh"

# --- The run. ---

trim() { sed -e 's/^ *//' -e 's/ *$//' <<<"$1"; }

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
wanted=("$@")

cli=$(tools/cli.sh)
copy=$(mktemp -d "${TMPDIR:-/tmp}/idpkeys-gates.XXXXXX")
trap 'rm -rf "$copy"' EXIT
trap 'exit 130' INT TERM
tools/copy-tree.sh "$copy"
cd "$copy"
# A repository of its own, so that a plant can be undone, and so that the gates
# that ask git see the copy.
git init -q .
git add -A
mkdir -p .bin
if [ -x "$root/.bin/terraform" ]; then cp "$root/.bin/terraform" .bin/; fi
export TF_ACC_TERRAFORM_PATH=$cli
log=$copy/.bin/gate.log

failed=0
report() { # NAME VERDICT SECONDS
	printf '%-18s %-46s %4s s\n' "$1" "$2" "$3"
	case $2 in red*) ;; *)
		failed=1
		sed 's/^/    | /' "$log" | tail -n 25
		;;
	esac
}

selected() {
	local prefix
	if [ ${#wanted[@]} -eq 0 ]; then return 0; fi
	for prefix in "${wanted[@]}"; do
		case $1 in "$prefix"*) return 0 ;; esac
	done
	return 1
}

restore() {
	git checkout -q -- .
	git clean -fdq
}

# run_gate ARGUMENTS ... runs the make target, with its output in the log.
run_gate() { make --no-print-directory "$@" >"$log" 2>&1; }

# green ARGUMENTS ... runs the gate once without a defect: only a gate that is
# green then says something when it turns red.
proved=''
broken=''
green() {
	case $proved in *"<$*>"*) return 0 ;; esac
	case $broken in *"<$*>"*)
		echo "see above: make $*" >"$log"
		return 1
		;;
	esac
	if run_gate "$@"; then
		proved="$proved<$*>"
	else
		broken="$broken<$*>"
		return 1
	fi
}

printf '%-18s %-46s %6s\n' "gate" "with its defect planted" "time"
while IFS='|' read -r name target words plant; do
	name=$(trim "$name") target=$(trim "$target") words=$(trim "$words") plant=$(trim "$plant")
	if [ -z "$name" ] || ! selected "$name"; then continue; fi
	start=$SECONDS
	read -r -a arguments <<<"$target"
	if ! green "${arguments[@]}" </dev/null; then
		report "$name" "RED ALREADY, without a defect" $((SECONDS - start))
		restore
		continue
	fi
	if ! "$plant" >"$log" 2>&1 </dev/null; then
		report "$name" "NOT PLANTED" $((SECONDS - start))
	elif run_gate "${arguments[@]}" </dev/null; then
		report "$name" "STAYED GREEN" $((SECONDS - start))
	elif ! grep -qE -- "$words" "$log"; then
		report "$name" "RED, BUT WITHOUT THE WORDS: $words" $((SECONDS - start))
	else
		report "$name" "red, as it should be" $((SECONDS - start))
	fi
	restore
done <<<"$gates"

if selected lint-imports || selected lint-habits; then
	start=$SECONDS
	if ! green lint; then
		report lint "RED ALREADY, without a defect" $((SECONDS - start))
	else
		plant_imports
		plant_habits
		if run_gate lint; then report lint "STAYED GREEN" $((SECONDS - start)); fi
		cp "$log" "$log.lint"
		took=$((SECONDS - start)) n=0
		while IFS='|' read -r rule from to; do
			rule=$(trim "$rule")
			if [ -z "$rule" ]; then continue; fi
			n=$((n + 1))
			grep -F "zz_import_$n.go:" "$log.lint" >"$log" || true
			if grep -qE "rule $rule:|list '$rule'" "$log"; then verdict="red, as it should be"; else verdict="STAYED GREEN"; fi
			report "lint-imports" "$verdict: $rule, $(trim "$from")" "$took"
			took=0
		done <<<"$imports"
		while IFS='|' read -r linter file _; do
			linter=$(trim "$linter") file=$(trim "$file")
			if [ -z "$linter" ]; then continue; fi
			grep -F "zz_$file:" "$log.lint" >"$log" || true
			if grep -qF "($linter)" "$log"; then verdict="red, as it should be"; else verdict="STAYED GREEN"; fi
			report "lint-habits" "$verdict: $linter" 0
		done <<<"$habits"
	fi
	restore
fi

# find_by_simulation NAME RULE PLANT plants one defect, and expects a simulation to name the
# rule, and the seed that repeats it. Without the defect that seed has to be green.
find_by_simulation() {
	local start=$SECONDS seed='' verdict
	if ! "$3" >"$log" 2>&1 </dev/null; then
		verdict="NOT PLANTED"
	elif run_gate simulate FROM=1 "RUNS=$simulated" SHRINK=0s </dev/null; then
		verdict="STAYED GREEN"
	else
		seed=$(sed -n 's/.*To replay it: SEED=\([0-9]*\) .*/\1/p' "$log" | sed -n 1p)
		if [ -z "$seed" ]; then
			verdict="RED, BUT WITHOUT A SEED"
		elif ! grep -qE -- "VIOLATED: (${2// or /|})" "$log"; then
			verdict="RED, BUT WITHOUT THE RULE: $2"
		else
			verdict="red, as it should be: SEED=$seed"
		fi
	fi
	restore
	case $verdict in red*)
		if ! run_gate simulate "SEED=$seed" SHRINK=0s </dev/null; then verdict="RED ALREADY, without a defect: SEED=$seed"; fi
		;;
	esac
	report "$1" "$verdict" $((SECONDS - start))
}

while IFS='|' read -r name rule plant; do
	name=$(trim "$name") rule=$(trim "$rule") plant=$(trim "$plant")
	if [ -n "$name" ] && selected "simulate-$name"; then find_by_simulation "simulate-$name" "$rule" "$plant"; fi
done <<<"$simulations"

echo
if [ "$failed" -ne 0 ]; then
	echo "At least one gate did not do its work." >&2
	exit 1
fi
echo "Every gate turned red for its defect."
