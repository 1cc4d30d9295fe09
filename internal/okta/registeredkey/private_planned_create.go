package registeredkey

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
)

// privatePlannedCreate is the planned private state of a create. Terraform passes it to the
// Delete of the same resource if the resource is replaced (by -replace, because it is
// tainted, or by a changed argument). So the Delete knows what the create plans.
// Terraform plans no destroy for a replacement, and shows no warning of its create.
const privatePlannedCreate = "planned_create"

// keyPlannedByCreate is a key that a create plans to have registered.
type keyPlannedByCreate struct {
	// ID is Okta's, if the key is registered already. It is empty if it is not, or if the keys
	// could not be read.
	ID         string `json:"id,omitempty"`
	Parent     string `json:"parent"`
	KID        string `json:"kid"`
	Thumbprint string `json:"thumbprint"`
	Use        string `json:"use"`
	Alg        string `json:"alg,omitempty"`
	// Status is empty if the create accepts a registered key of any status, and changes the status.
	Status string `json:"status,omitempty"`
	// WriteOnly is true if the material is that of a write-only argument, which can
	// be another key in the apply.
	WriteOnly bool `json:"write_only,omitempty"`
}

// plannerKeyForComparison returns a key of the planner, to compare it with the keys that a create plans.
func plannerKeyForComparison(parent string, key keyplan.Key) keyPlannedByCreate {
	return keyPlannedByCreate{ID: key.ID, Parent: parent, KID: key.KID, Thumbprint: key.Thumbprint, Use: key.Use, Alg: key.Alg}
}

// writeKeysPlannedByCreate writes what a create plans.
func writeKeysPlannedByCreate(ctx context.Context, private privatestate.Writer, keys []keyPlannedByCreate) diag.Diagnostics {
	return privatestate.Write(ctx, private, privatePlannedCreate, keys)
}

// removePlanOfCreate removes what a create has planned. The plan of a destroy calls it, because a Delete that failed in a
// replacement leaves it in the state, and the Delete that follows would be taken for that of a replacement.
func removePlanOfCreate(ctx context.Context, private privatestate.Writer) diag.Diagnostics {
	diags := private.SetKey(ctx, privatePlannedCreate, nil)
	return append(diags, private.SetKey(ctx, privatePlannedSet, nil)...)
}

// keysPlannedByCreate are the keys that the create of a replacement plans, for its Delete. It is
// empty if the resource is destroyed and not replaced.
type keysPlannedByCreate []keyPlannedByCreate

// readKeysPlannedByCreate reads what writeKeysPlannedByCreate has written. A text that cannot be read counts as
// none: then the Delete deletes the key, as its plan says.
func readKeysPlannedByCreate(ctx context.Context, private privatestate.Reader) (planned keysPlannedByCreate, diags diag.Diagnostics) {
	keys, _, diags := privatestate.Read[keysPlannedByCreate](ctx, private, privatePlannedCreate)
	return keys, diags
}

// includesSameKey reports whether the create plans the same key, so that the key would be deleted and added
// again. It is the same key if it has the same ID of Okta, whatever the ID of its parent is, or else
// if it has the same kid at this parent.
func (k keysPlannedByCreate) includesSameKey(key keyPlannedByCreate) bool {
	return key.KID != "" && key.Thumbprint != "" && slices.ContainsFunc(k, func(planned keyPlannedByCreate) bool {
		if key.ID != "" && planned.ID == key.ID {
			planned.Parent = key.Parent
		}
		if planned.Status == "" {
			planned.Status = key.Status
		}
		planned.ID, planned.WriteOnly = key.ID, key.WriteOnly
		return planned == key
	})
}

// includesKIDOf reports whether the create plans a key of this kid at the same parent.
func (k keysPlannedByCreate) includesKIDOf(key keyPlannedByCreate) bool {
	return slices.ContainsFunc(k, func(planned keyPlannedByCreate) bool {
		return planned.KID == key.KID && planned.Parent == key.Parent || key.ID != "" && planned.ID == key.ID
	})
}

// includesWriteOnlyKey reports whether the create knows a key from a write-only argument.
func (k keysPlannedByCreate) includesWriteOnlyKey() bool {
	return slices.ContainsFunc(k, func(planned keyPlannedByCreate) bool { return planned.WriteOnly })
}
