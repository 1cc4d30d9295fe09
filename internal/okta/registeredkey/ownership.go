package registeredkey

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
)

// recordPlannedKeys notes for the run the keys of one parent that are planned to stay or
// to come, and those that are planned to go. It refuses to take away a key that another
// resource keeps or adds.
func (b *resourceBase) recordPlannedKeys(parent string, kept, deleted []plannedKey) (diags diag.Diagnostics) {
	for _, conflict := range b.run.plans.record(parent, kept, deleted) {
		diags.Append(diagnostics.ErrPlanDeletesKeptKey(b.Subject(parent), conflict.Deleted.Type, conflict.Deleted.KID, conflict.Kept.Type, conflict.Kept.KID))
	}
	return diags
}

// recordManagedKey notes a key that a refresh has found, and warns if a new resource is
// planned for it.
func (b *resourceBase) recordManagedKey(key keyRef) (diags diag.Diagnostics) {
	if b.run.managed.addManaged(key) {
		diags.Append(diagnostics.WarnManagedTwice(b.Subject(key.parent), key.kid))
	}
	return diags
}

// recordNewKey notes a key that is planned to be added, and warns if another resource
// manages it. It can be no error: a renamed resource and -replace look the same.
func (b *resourceBase) recordNewKey(key keyRef) (diags diag.Diagnostics) {
	if b.run.managed.addPlanned(key) {
		diags.Append(diagnostics.WarnManagedTwice(b.Subject(key.parent), key.kid))
	}
	return diags
}

// isOwnKey reports whether the provider signs in with this key. Without a client it is
// false: whoever needs the client says so.
func (b *resourceBase) isOwnKey(parent, thumbprint string) bool {
	api, err := b.api()
	return err == nil && api.SignsIn(parent, thumbprint)
}
