package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestFilter_cutsKeyMaterialShortAndKeepsTheRest(t *testing.T) {
	t.Parallel()
	const in = "│ Warning: Provider development overrides are in effect\n│ \n│ may differ from published\n│ releases.\n╵\n\n\n" +
		"  + kid  = \"a\"\n  + cert = <<-EOT\n      -----BEGIN CERTIFICATE-----\n      MIIC\n    EOT\n" +
		"  ~ jwk  = jsonencode(\n      ~ {\n          ~ n = \"x\" -> \"y\"\n        }\n    )\n  + next = true\nlast"
	const want = "\n  + kid  = \"a\"\n  + cert = (PEM)\n  ~ jwk  = (JWK)\n  + next = true\nlast\n"
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
	n := new(names)
	at := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	keys := []sandbox.Auth0Key{{KID: "k1", Role: "current", NotBefore: at}, {KID: "k2", Role: "next", NotBefore: at}}
	first := table(keys, n, at)
	keys = []sandbox.Auth0Key{{KID: "k2", Role: "current", NotBefore: at}, {KID: "k1", Role: "previous", NotBefore: at}, {KID: "k3", Role: "next", NotBefore: at.Add(time.Hour)}}
	second := table(keys, n, at)
	for _, line := range []string{"A    current (signs)  2026-07-01 12:00  k1", "B    next             2026-07-01 12:00  k2"} {
		if !strings.Contains(first, line) {
			t.Errorf("no line %q in\n%s", line, first)
		}
	}
	for _, line := range []string{"B    current (signs)  2026-07-01 12:00  k2", "A    previous         2026-07-01 12:00  k1", "C    next             2026-07-01 13:00  k3"} {
		if !strings.Contains(second, line) {
			t.Errorf("no line %q in\n%s", line, second)
		}
	}
}
