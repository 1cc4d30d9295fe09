package okta_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// No byte of a private key is written down, in whatever argument it was put.
func TestAccAppJWK_privateKeysAreNeverWritten(t *testing.T) {
	t.Parallel()
	key, curve := rsaSigner(t, 0), ecSigner(t)
	for name, c := range map[string]struct{ argument, secret string }{
		"PEM, PKCS#8":      {"public_key_pem", acctest.PKCS8(t, key)},
		"PEM, PKCS#1":      {"public_key_pem", acctest.PKCS1(key)},
		"PEM, SEC 1":       {"public_key_pem", acctest.SEC1(t, curve)},
		"JWK":              {"jwk_json", acctest.PrivateJWK(t, key, "a")},
		"JWK, EC":          {"jwk_json", acctest.PrivateJWK(t, curve, "a")},
		"PEM as JWK":       {"jwk_json", acctest.PKCS8(t, key)},
		"a member":         {"n", acctest.PKCS8(t, key)},
		"kid":              {"kid", acctest.SEC1(t, curve)},
		"alg":              {"alg", acctest.PKCS8(t, key)},
		"use":              {"use", acctest.PKCS8(t, key)},
		"timeouts":         {"timeouts", acctest.PKCS8(t, key)},
		"write-only":       {"public_key_pem_wo", acctest.PKCS8(t, key)},
		"write-only, JWK":  {"public_key_pem_wo", acctest.PrivateJWK(t, key, "a")},
		"write-only, SEC1": {"public_key_pem_wo", acctest.SEC1(t, curve)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.argument == "public_key_pem_wo" {
				requireCLI(t, 11, "write-only arguments")
			}
			w := newCLIFixture(t, public)
			arguments := []string{c.argument + " = var.secret"}
			switch c.argument {
			case "timeouts":
				arguments = []string{attr("public_key_pem", pemOf(t, 1)), "timeouts = { create = var.secret }"}
			case "n":
				arguments = append(arguments, attr("kty", "RSA"), attr("e", "AQAB"))
			case "kid", "alg", "use":
				arguments = append(arguments, attr("public_key_pem", pemOf(t, 1)))
			case "public_key_pem_wo":
				arguments = append(arguments, "public_key_pem_wo_version = 1")
			}
			w.configure("variable \"secret\" {\n  type = string\n}\n", w.block("k", arguments...))
			w.Env = []string{"TF_LOG=trace", "TF_LOG_PATH=" + filepath.Join(w.Dir, "trace.log"), "TF_VAR_secret=" + c.secret}
			text := w.MustRun(1, "plan", "-out=saved") + w.MustRun(1, "apply", "-auto-approve")
			for _, file := range []string{"trace.log", "terraform.tfstate", "saved"} {
				raw, err := os.ReadFile(filepath.Join(w.Dir, file)) // #nosec G304 -- a file of the test's own folder
				if err != nil && file == "trace.log" {
					t.Fatal(err)
				}
				text += string(raw)
			}
			if !strings.Contains(text, "tf_provider_addr") {
				t.Error("the trace holds nothing of the provider: the test looks at the wrong file")
			}
			if holdsSecret(text, c.secret) || holdsSecret(strings.ReplaceAll(text, `\`, ""), c.secret) {
				t.Error("written down")
			}
			w.expectEffects()
		})
	}
}
