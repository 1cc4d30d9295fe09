package keyfunc_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// guide is the guide to the functions.
const guide = "templates/guides/keys-in-any-form.md"

// document is a file of the repository.
func document(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// exampleOf prepares a folder with all that is in the example of a function.
func exampleOf(t *testing.T, name string) *acctest.CLI {
	t.Helper()
	cli := acctest.NewCLI(t)
	files, err := filepath.Glob(filepath.Join("..", "..", "examples", "functions", name, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no example of %s (%v)", name, err)
	}
	for _, file := range files {
		text := document(t, "examples/functions/"+name+"/"+filepath.Base(file))
		if strings.Contains(text, "PRIVATE KEY") {
			t.Fatalf("%s holds a private key", file)
		}
		cli.Write(filepath.Base(file), text)
	}
	return cli
}

// inGuide is the one configuration of the guide that holds the text.
func inGuide(t *testing.T, text string) string {
	t.Helper()
	var found []string
	for i, block := range strings.Split(document(t, guide), "```terraform\n") {
		if block, _, _ = strings.Cut(block, "```"); i > 0 && strings.Contains(block, text) {
			found = append(found, block)
		}
	}
	if len(found) != 1 {
		t.Fatalf("the guide has %d configurations with %q, want 1", len(found), text)
	}
	return found[0]
}

// apply applies and expects an empty plan after it.
func apply(t *testing.T, cli *acctest.CLI) string {
	t.Helper()
	out := cli.MustRun(0, "apply", "-auto-approve")
	cli.MustRun(0, "plan", "-detailed-exitcode")
	return out
}

// kidsIn are the kids of a JWK set, in its order.
func kidsIn(t *testing.T, jwks string) string {
	t.Helper()
	var set struct {
		Keys []struct{ KID, Use, Alg string }
	}
	if err := json.Unmarshal([]byte(jwks), &set); err != nil {
		t.Fatalf("%v in %s", err, jwks)
	}
	var all []string
	for _, key := range set.Keys {
		all = append(all, strings.TrimSpace(key.KID+" "+key.Use+" "+key.Alg))
	}
	return strings.Join(all, ", ")
}

// exampleKID is the thumbprint of the key in app.pem.
func exampleKID(t *testing.T) string {
	t.Helper()
	kid, bad := functions(t).Text("jwk_thumbprint", document(t, "examples/functions/jwk/app.pem"))
	if bad != nil {
		t.Fatal(bad.Text)
	}
	return text(t, kid)
}

func TestAccExamples_jwk(t *testing.T) {
	t.Parallel()
	cli := exampleOf(t, "jwk")
	acctest.MustContain(t, apply(t, cli), `"kid" = "`+exampleKID(t)+`"`, `"kty" = "RSA"`, `"e" = "AQAB"`)
}

func TestAccExamples_jwksJSON(t *testing.T) {
	t.Parallel()
	cli := exampleOf(t, "jwks_json")
	apply(t, cli)
	second, bad := functions(t).Text("jwk_thumbprint", document(t, "examples/functions/jwks_json/2026-q4.crt"))
	if bad != nil {
		t.Fatal(bad.Text)
	}
	want := exampleKID(t) + ", " + text(t, second) + ", encryption enc"
	if got := kidsIn(t, cli.MustRun(0, "output", "-raw", "jwks")); got != want {
		t.Errorf("keys %s, want %s", got, want)
	}
}

func TestAccExamples_jwkThumbprint(t *testing.T) {
	t.Parallel()
	cli := exampleOf(t, "jwk_thumbprint")
	if out := apply(t, cli); strings.Contains(out, "Check block assertion failed") {
		t.Errorf("the check fails:\n%s", out)
	}
	if kid := cli.MustRun(0, "output", "-raw", "kid"); kid != exampleKID(t) {
		t.Errorf("kid %s", kid)
	}
	cli.Write("app.crt", document(t, "examples/functions/jwks_json/2026-q4.crt"))
	acctest.MustContain(t, cli.MustRun(0, "plan"), "app.crt certifies another key than that in app.pem.")
}

func TestAccExamples_jwkToPEM(t *testing.T) {
	t.Parallel()
	cli := exampleOf(t, "jwk_to_pem")
	apply(t, cli)
	out := cli.MustRun(0, "output", "pem")
	acctest.MustContain(t, out, `"2026-q3" = <<-EOT -----BEGIN PUBLIC KEY-----`, `"2026-q4" = <<-EOT -----BEGIN PUBLIC KEY-----`)
}

// The guide, as far as it needs no other provider.
func TestAccExamples_guideFiles(t *testing.T) {
	t.Parallel()
	cli := exampleOf(t, "jwk_thumbprint") // app.pem and app.crt
	cli.Write("function.tf", "")
	cli.Write("next.crt", document(t, "examples/functions/jwks_json/2026-q4.crt"))
	cli.Write("jwks.json", document(t, "examples/functions/jwk_to_pem/jwks.json"))
	for file, words := range map[string]string{
		"members.tf": `output "app_jwk"`, "set.tf": `output "jwks"`, "same.tf": `check "certificate"`, "pem.tf": `output "pem"`,
	} {
		cli.Write(file, inGuide(t, words))
	}
	if out := apply(t, cli); strings.Contains(out, "Check block assertion failed") {
		t.Errorf("the check fails:\n%s", out)
	}
	if got, want := kidsIn(t, cli.MustRun(0, "output", "-raw", "jwks")), exampleKID(t)+", 2026-q4 sig RS256"; got != want {
		t.Errorf("keys %s, want %s", got, want)
	}
	acctest.MustContain(t, cli.MustRun(0, "output", "-raw", "app_jwk"), `"kid":"`+exampleKID(t)+`"`, `"kty":"RSA"`)
	acctest.MustContain(t, cli.MustRun(0, "output", "pem"), "2026-q3", "2026-q4", "BEGIN PUBLIC KEY")
}

// The kid that the guide computes from Auth0's certificate is Auth0's own.
func TestAccExamples_guideAuth0(t *testing.T) {
	t.Parallel()
	const connection = "con_a1b2c3d4e5f6g7h8"
	s, cli := acctest.NewSandbox(t), acctest.NewCLI(t)
	s.Auth0().AddConnection(sandbox.Auth0Connection{ID: connection})
	cli.Env = []string{"AUTH0_DOMAIN=" + s.Auth0().URL(), "AUTH0_API_TOKEN=" + s.Token}
	cli.Write("main.tf", inGuide(t, "next_key.cert"))
	_, next, _ := s.KIDs(connection)
	acctest.MustContain(t, apply(t, cli), `"kid" = "`+next+`"`, `"thumbprint" = "`+next+`"`)
	if n := s.Auth0().Rotations(connection); n != 0 {
		t.Errorf("%d rotations, want none", n)
	}
}

// What the guide says of errors: a sensitive value is not printed, and what is
// made of it is public.
func TestAccExamples_guideSensitive(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	cli.Write("main.tf", inGuide(t, `variable "public_key"`))
	cli.Env = []string{"TF_VAR_public_key=" + document(t, "examples/functions/jwk/app.pem")}
	apply(t, cli)
	if kid := cli.MustRun(0, "output", "-raw", "kid"); kid != exampleKID(t) {
		t.Errorf("kid %s", kid)
	}
	secret := acctest.PKCS8(t, acctest.RSAKey(t))
	cli.Env = []string{"TF_VAR_public_key=" + secret}
	out := cli.MustRun(1, "plan")
	acctest.MustContain(t, out, "found a private key; give the public key alone")
	checkHoldsNothingOf(t, "output", out, secret)
	cli.Write("main.tf", strings.Replace(inGuide(t, `variable "public_key"`), "sensitive = true", "", 1))
	acctest.MustContain(t, cli.MustRun(1, "plan"), `var.public_key is "-----BEGIN PRIVATE KEY-----`, "while calling provider::idpkeys::jwk_thumbprint(key)")
}

// errorsIn are the errors that the guide quotes, as Terraform prints them.
func errorsIn(t *testing.T) []string {
	t.Helper()
	var all []string
	for i, block := range strings.Split(document(t, guide), "```text\n") {
		if block, _, _ = strings.Cut(block, "```"); i > 0 {
			all = append(all, block)
		}
	}
	return all
}

// The guide quotes errors as they are.
func TestAccExamples_guideErrors(t *testing.T) {
	t.Parallel()
	quoted := errorsIn(t)
	if len(quoted) != 1 { // another one needs a configuration of its own here
		t.Fatalf("the guide quotes %d errors, want 1", len(quoted))
	}
	cli := acctest.NewCLI(t)
	cli.Write("secret.pem", acctest.PKCS8(t, acctest.RSAKey(t)))
	cli.Write("main.tf", "locals {\n  key = file(\"secret.pem\")\n}\n\n# The key is private.\n\noutput \"kid\" {\n"+
		"  value = provider::idpkeys::jwk_thumbprint(local.key)\n}\n")
	out := cli.MustRun(1, "plan")
	// The beginning of the key is another one each time, and shortened in the guide.
	before, rest, shortened := strings.Cut(quoted[0], `-----BEGIN PRIVATE KEY-----`)
	_, after, cut := strings.Cut(rest, "...\n")
	if !shortened || !cut {
		t.Fatalf("the guide does not show the key: %s", quoted[0])
	}
	for _, part := range []string{before, after} {
		acctest.MustContain(t, out, strings.Join(strings.Fields(strings.ReplaceAll(part, "│", " ")), " "))
	}
}

// The official provider takes an EC key by x and y, and knows no crv there.
func TestExamples_guideHasAnECKey(t *testing.T) {
	t.Parallel()
	block := inGuide(t, `algorithm   = "ECDSA"`)
	for _, line := range []string{`ecdsa_curve = "P256"`, "x   = local.ec.x\n", "y   = local.ec.y\n", "kty = local.ec.kty\n"} {
		if !strings.Contains(block, line) {
			t.Errorf("the guide does not show %q", line)
		}
	}
	for _, line := range []string{"n   =", "e   =", "crv"} {
		if strings.Contains(block, line) {
			t.Errorf("the guide shows %q", line)
		}
	}
}

// Every function has an example.
func TestExamples_areThereForEveryFunction(t *testing.T) {
	t.Parallel()
	source := document(t, "internal/keyfunc/examples_test.go")
	for _, name := range all {
		document(t, "examples/functions/"+name+"/function.tf")
		if !strings.Contains(source, `exampleOf(t, "`+name+`")`) {
			t.Errorf("the example of %s is not applied by a test", name)
		}
	}
}
