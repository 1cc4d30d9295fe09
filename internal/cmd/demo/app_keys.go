package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// appKeysDemo is one run that reads the keys of an app.
type appKeysDemo struct {
	vendorDemo

	// stored is what the org holds, as the output has it.
	stored func() []string
}

// newAppKeysDemo registers keys of each kind with an app.
func newAppKeysDemo(box *sandbox.Sandbox) (*appKeysDemo, error) {
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making a key: %w", err)
	}
	org := box.Okta()
	id := org.AddApp(sandbox.OktaApp{Label: "Example", IDTokenEncryptedResponseAlg: "RSA-OAEP-256", Keys: []sandbox.OktaAppKey{
		{KID: "server-2026-q3", Use: "sig", Alg: "RS256", Status: "INACTIVE"},
		{KID: "server-2026-q4", Use: "sig", Alg: "RS256"},
		{KID: "mobile", Use: "sig", Alg: "ES256", Crv: "P-256", PublicKey: curve.Public()},
		{KID: "id-tokens", Use: "enc", Alg: "RSA-OAEP-256"},
	}})
	return &appKeysDemo{
		vendorDemo: vendorDemo{
			vendor: "Okta", folder: "app", settings: oktaSettings(org),
			resource: func(string) string {
				return fmt.Sprintf(`data "idpkeys_okta_app_jwks" "example" {
  app_id = %q
}

output "keys" {
  value = [
    for key in data.idpkeys_okta_app_jwks.example.keys :
    join(" ", [key.kid, key.kty, key.use, key.alg, key.status])
  ]
}`, id)
			},
		},
		stored: func() (all []string) {
			for _, k := range org.AppKeys(id) {
				kty := "RSA"
				if _, ok := k.PublicKey.(*ecdsa.PublicKey); ok {
					kty = "EC"
				}
				all = append(all, strings.Join([]string{k.KID, kty, k.Use, k.Alg, k.Status}, " "))
			}
			slices.Sort(all)
			return all
		},
	}, nil
}

// runAppKeys reads the keys. It fails if they are not the keys of the org, or if
// the run sent more than one request.
func (s *runner) runAppKeys(ctx context.Context, a *appKeysDemo) error {
	s.printf("\n######## Okta: the keys of an app ########\n\n%s\n\n", a.resource(""))
	if err := s.configure(&a.vendorDemo, ""); err != nil {
		return err
	}
	mark := s.box.Journal().Len()
	printed, code, err := s.apply(ctx, &a.vendorDemo)
	if err != nil {
		return err
	}
	if code != 0 || !strings.Contains(withoutFrame(printed), "0 added, 0 changed, 0 destroyed") {
		return fmt.Errorf("exit code %d, want 0 and no resource changed", code)
	}
	state, err := s.readState(&a.vendorDemo)
	if err != nil {
		return err
	}
	keys, err := keysOutput(state)
	if err != nil {
		return err
	}
	got := count(s.box.Journal().Since(mark))
	s.printf("\n%sRequests in this run: %s.\n", keyTable(keys), got)
	if stored := a.stored(); !slices.Equal(keys, stored) {
		return fmt.Errorf("the output is %q, and the org holds %q", keys, stored)
	}
	if got != (requests{read: 1}) {
		return fmt.Errorf("requests: %s; want 1 to read", got)
	}
	s.printf("=> One request for all of them, and nothing was changed.\n")
	return nil
}

// keyTable lists keys as the output has them: the members of each, in columns.
func keyTable(keys []string) string {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 3, ' ', 0)
	_, _ = fmt.Fprintln(w, "kid\tkty\tuse\talg\tstatus")
	for _, key := range keys {
		_, _ = fmt.Fprintln(w, strings.ReplaceAll(key, " ", "\t"))
	}
	_ = w.Flush()
	return out.String()
}
