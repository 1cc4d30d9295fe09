package acctest_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

// The live target is exercised here against a sandbox, which it takes for a
// real tenant: credentials from the environment, a connection made and removed
// through the API.
//
//nolint:paralleltest // it sets environment variables
func TestTarget_liveMakesAndRemovesItsConnection(t *testing.T) {
	s := acctest.NewSandbox(t)
	client := s.Auth0().AddClient(sandbox.Auth0Client{})
	for name, value := range map[string]string{
		acctest.TargetVariable: "live", "AUTH0_DOMAIN": s.Auth0().URL(), "AUTH0_API_TOKEN": "",
		"AUTH0_CLIENT_ID": client.ClientID, "AUTH0_CLIENT_SECRET": client.ClientSecret,
	} {
		t.Setenv(name, value)
	}
	var id string
	t.Run("while the test runs", func(t *testing.T) {
		target := acctest.NewTarget(t)
		id = target.Connection()
		k1, k2, _ := target.KIDs(id)
		target.Rotate(id)
		if current, _, previous := target.KIDs(id); current != k2 || previous != k1 {
			t.Errorf("current %s and previous %s after a rotation, want %s and %s", current, previous, k2, k1)
		}
		if target.Provider() != "provider \"idpkeys\" {}\n" {
			t.Errorf("the provider block holds settings: %s", target.Provider())
		}
	})
	if keys := s.Auth0().Keys(id); len(keys) != 0 {
		t.Errorf("the connection is still there, with %d keys", len(keys))
	}
}

func TestTarget_sandboxOnlySkipsWithAReason(t *testing.T) {
	s := acctest.NewSandbox(t)
	t.Setenv(acctest.TargetVariable, "live")
	t.Setenv("AUTH0_DOMAIN", s.Auth0().URL())
	t.Setenv("AUTH0_API_TOKEN", s.Token)
	skipped := false
	t.Run("sandbox only", func(t *testing.T) {
		defer func() { skipped = t.Skipped() }()
		acctest.NewTarget(t).SandboxOnly("the reason")
	})
	if !skipped {
		t.Error("a test for the sandbox alone was not skipped")
	}
}
