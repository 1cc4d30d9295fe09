package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestFilter_cutsKeyMaterialAndBoilerplateAndKeepsTheRest(t *testing.T) {
	t.Parallel()
	const in = "│ Warning: Provider development overrides are in effect\n│ \n│ may differ from published\n│ releases.\n╵\n\n\n" +
		"Terraform used the selected providers to generate the following\nplan:\n  + create\n\nTerraform will perform the following actions:\n\n" +
		"  + kid  = \"a\"\n  + cert = <<-EOT\n      -----BEGIN CERTIFICATE-----\n      MIIC\n    EOT\n" +
		"  ~ pkcs = <<-EOT\n      -----BEGIN PKCS7-----\n    EOT -> (known after apply)\n" +
		"  ~ jwk  = jsonencode(\n      ~ {\n          ~ n = \"x\" -> \"y\"\n        }\n    )\n" +
		"  ~ next_key = {\n      ~ kid = \"b\" -> \"c\"\n      ~ jwk = jsonencode(\n            {}\n        )\n    } -> (known after apply)\n" +
		"  + rotate_when_changed = {\n      + \"quarter\" = \"q3\"\n    }\n" +
		"  + n    = \"01234567890123456789012345678901234567890123456789\"\n  + next = true\n" +
		"│ Warning: Keys\n│ \n│   with idpkeys_x.example,\n│   on main.tf line 1:\n│    1: resource\n│ \n│ \"01234567890123456789012345678901234567890123456789\" signs\n" +
		"│ \n│ (and one more similar warning elsewhere)\n╵\nlast"
	const want = "\n  + kid  = \"a\"\n  + cert = (PEM)\n  ~ pkcs = (PEM) -> (known after apply)\n  ~ jwk  = (JWK)\n" +
		"  ~ next_key = (key) -> (known after apply)\n  + rotate_when_changed = {\n      + \"quarter\" = \"q3\"\n    }\n" +
		"  + n    = \"0123456789012345...\"\n  + next = true\n" +
		"│ Warning: Keys\n\n│ \"01234567890123456789012345678901234567890123456789\" signs\n\nlast\n"
	for _, size := range []int{1, 7, len(in)} {
		var out bytes.Buffer
		f := &filter{out: &out}
		for rest := in; rest != ""; {
			n := min(size, len(rest))
			if _, err := f.Write([]byte(rest[:n])); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		f.flush()
		if out.String() != want {
			t.Errorf("in pieces of %d:\n%q\nwant\n%q", size, out.String(), want)
		}
	}
}

func TestTable_namesEachKeyOnceAndKeepsItsName(t *testing.T) {
	t.Parallel()
	demo := &vendorDemo{roles: roles{signs: "current", next: "next", previous: "previous"}}
	before := []key{{"k1", "current"}, {"k2", "next"}}
	after := []key{{"k2", "current"}, {"k1", "previous"}, {"k3", "next"}}
	const changed = "Key   before            after             kid\n" +
		"A     current (signs)   previous          k1\n" +
		"B     next              current (signs)   k2\n" +
		"C     -                 next              k3\n"
	if got := demo.table(before, after); got != changed {
		t.Errorf("\n%s\nwant\n%s", got, changed)
	}
	const same = "Key   before and after   kid\n" +
		"A     previous           k1\n" +
		"B     current (signs)    k2\n" +
		"C     next               k3\n"
	if got := demo.table(after, after); got != same {
		t.Errorf("\n%s\nwant\n%s", got, same)
	}
	if got := demo.keysByRole(after); got != (keysByRole{signs: "B", next: "C", previous: "A"}) {
		t.Errorf("keys by role %+v", got)
	}
}

// state is what the CLI writes, with a kid.
func state(kid string) string {
	return `{"version": 4, "resources": [{"mode": "managed", "instances": [{"attributes": {"kid": "` + kid + `"}}]}]}`
}

func TestCheck_failsWhenAStepEndsDifferently(t *testing.T) {
	t.Parallel()
	want := rotationStep{sent: 1, rotations: 2, lost: true}
	for name, c := range map[string]struct {
		got       requests
		rotations int
		state     string
		fault     bool
		want      string
	}{
		"as wanted":         {requests{3, 1, 1}, 2, state("k1"), false, ""},
		"rotated twice":     {requests{3, 1, 1}, 3, state("k1"), false, "3 rotations so far, want 2"},
		"sent twice":        {requests{3, 2, 1}, 2, state("k1"), false, "3 to read, 2 to rotate, whose answer was lost; want 1"},
		"answer not lost":   {requests{3, 1, 0}, 2, state("k1"), false, "answers lost: true"},
		"fault not met":     {requests{3, 1, 1}, 2, state("k1"), true, "did not: [the fault]"},
		"another key":       {requests{3, 1, 1}, 2, state("k2"), false, "key B signs, but key A does"},
		"nothing recorded":  {requests{3, 1, 1}, 2, `{"resources": []}`, false, "0 resources"},
		"state not written": {requests{3, 1, 1}, 2, "", false, "reading the state"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &runner{dir: t.TempDir(), box: sandbox.New()}
			demo := &vendorDemo{rotations: func() int { return c.rotations }, names: names{seen: []string{"k1", "k2"}}}
			if c.state != "" {
				if err := os.WriteFile(filepath.Join(s.dir, "terraform.tfstate"), []byte(c.state), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if c.fault {
				s.box.Inject(sandbox.Fault{Name: "the fault"})
			}
			err := s.check(demo, want, c.got, keysByRole{signs: "A"})
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func TestKeyTable_hasAColumnPerMember(t *testing.T) {
	t.Parallel()
	const want = "kid   kty   use   alg            status\n" +
		"a     RSA   enc   RSA-OAEP-256   ACTIVE\n" +
		"b     EC    sig   ES256          INACTIVE\n"
	if got := keyTable([]string{"a RSA enc RSA-OAEP-256 ACTIVE", "b EC sig ES256 INACTIVE"}); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
}

func TestKeysOutput_isThere(t *testing.T) {
	t.Parallel()
	got, err := keysOutput([]byte(`{"outputs": {"keys": {"value": ["a RSA", "b EC"], "type": ["tuple", ["string", "string"]]}}}`))
	if err != nil || strings.Join(got, ", ") != "a RSA, b EC" {
		t.Errorf("%q, %v", got, err)
	}
	for _, state := range []string{"", "[]", `{"outputs": {}}`, `{"outputs": {"keys": {"value": "a"}}}`} {
		if got, err := keysOutput([]byte(state)); err == nil {
			t.Errorf("%q gives %q", state, got)
		}
	}
}

// What the org holds is what the output of the configuration has to be.
func TestAppKeysDemo_hasKeysOfEachKind(t *testing.T) {
	t.Parallel()
	s, err := newRunner(t.TempDir(), "provider", "terraform", new(bytes.Buffer))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	want := []string{
		"id-tokens RSA enc RSA-OAEP-256 ACTIVE", "mobile EC sig ES256 ACTIVE",
		"server-2026-q3 RSA sig RS256 INACTIVE", "server-2026-q4 RSA sig RS256 ACTIVE",
	}
	if got := s.app.stored(); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestCount_tellsRotationsAndLostAnswersApart(t *testing.T) {
	t.Parallel()
	got := count(sandbox.Entries{{Method: "GET", Status: 200}, {Method: "POST", Status: 200}, {Method: "POST"}, {Method: "GET", Status: 404}})
	if got != (requests{read: 2, rotate: 2, lost: 1}) {
		t.Errorf("%+v", got)
	}
}

// A reader would take a kid that both vendors list for a mistake.
func TestVendorDemos_shareNoKey(t *testing.T) {
	t.Parallel()
	s, err := newRunner(t.TempDir(), "provider", "terraform", new(bytes.Buffer))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	auth0, okta := s.demos[0], s.demos[1]
	for _, demo := range s.demos {
		demo.keysByRole(demo.keys())
	}
	for range auth0.steps[len(auth0.steps)-1].rotations {
		s.box.Auth0().Rotate(s.connection(t))
		auth0.keysByRole(auth0.keys())
	}
	for _, kid := range okta.names.seen {
		for _, other := range auth0.names.seen {
			if kid == other {
				t.Errorf("both have the key %s", kid)
			}
		}
	}
}

// connection is the ID in the configuration of Auth0's demo.
func (s *runner) connection(t *testing.T) string {
	t.Helper()
	_, rest, _ := strings.Cut(s.demos[0].resource(""), `"con_`)
	id, _, found := strings.Cut(rest, `"`)
	if !found {
		t.Fatal("no connection in the configuration")
	}
	return "con_" + id
}
