package diagnostics

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// WarnDestroyKeepsKeys reports that destroying the resource sends nothing to the vendor.
func WarnDestroyKeepsKeys(typeName string, s Subject) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("stay as they are when the resource is destroyed"), fmt.Sprintf(
		"%s, %s: the keys cannot be deleted. Destroying the resource only removes it from the state: no request is sent, "+
			"the current key continues to sign.", typeName, s.Parent))
}

// WarnParentGone reports that the parent was deleted, so that the resource leaves the
// state.
func WarnParentGone(typeName string, s Subject, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("are gone"), fmt.Sprintf(
		"%s, %s was deleted outside of Terraform, with its keys. Or the provider points to another tenant or org: check that first. The resource is removed "+
			"from the state. Creating it again rotates, unless rotate_on_create is false.\n\n%s",
		typeName, s.Parent, failureDetail(s, err)))
}

// WarnKeysIncomplete reports that the vendor lists no current or no next key.
func WarnKeysIncomplete(s Subject, found rotation.Snapshot) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("are incomplete"), fmt.Sprintf(
		"%s: %s lists no complete set of keys. The state is kept as it was.\n\nfound: %s", s.Parent, s.Vendor, found))
}

// WarnTwoRotators reports a rotation_period on a server whose keys Okta rotates by itself.
func WarnTwoRotators(s Subject) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("are also rotated by Okta"), fmt.Sprintf(
		"%s is in rotation mode AUTO, so Okta rotates its keys by itself, and rotation_period rotates them as well. Each rotation by Okta restarts the "+
			"period.\n\nRemove rotation_period, or set the server's rotation mode to MANUAL.", s.Parent))
}
