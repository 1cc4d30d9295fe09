package diagnostics_test

import (
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// Terraform prints none of the resource's address for one that has left the
// configuration, so the warning itself names type and parent.
func TestWarnDestroyKeepsKeys_namesTypeAndParent(t *testing.T) {
	t.Parallel()
	got := diagnostics.WarnDestroyKeepsKeys("idpkeys_auth0_connection_keys", diagnostics.Auth0ConnectionKeys("con_x")).Detail()
	for _, part := range []string{"idpkeys_auth0_connection_keys", `"con_x"`, "no request is sent"} {
		if !strings.Contains(got, part) {
			t.Errorf("%q does not say %q", got, part)
		}
	}
}

func TestWarnRotationPlanned_saysWhy(t *testing.T) {
	t.Parallel()
	target := rotation.Target{Current: "k2", Previous: "k1"}
	for reason, want := range map[rotation.Reason]string{
		rotation.Created:   "because the resource is created and rotate_on_create is true",
		rotation.Triggered: "because rotate_when_changed changes",
		rotation.Period:    "because the keys are older than rotation_period",
	} {
		got := diagnostics.WarnRotationPlanned(diagnostics.Auth0ConnectionKeys("con_x"), rotation.Decision{Intent: rotation.Rotate, Reason: reason}, target, "c").Detail()
		for _, part := range []string{want, "will sign:     k2", "stops signing: k1", `"con_x"`} {
			if !strings.Contains(got, part) {
				t.Errorf("%q does not say %q", got, part)
			}
		}
		if speaks := strings.Contains(got, "rotate_on_create = false"); speaks != (reason == rotation.Created) {
			t.Errorf("speaks of rotate_on_create = false: %v, for the reason %d", speaks, reason)
		}
	}
}
