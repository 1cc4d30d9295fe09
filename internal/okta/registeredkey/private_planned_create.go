package registeredkey

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyplan"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
)

// privatePlannedCreate is the planned private state of a create. Terraform hands it to the
// Delete of the same resource where the resource is replaced, by -replace, because it
// is tainted, or by a changed argument; so that the Delete knows what the create
// plans. Core plans no destroy for a replacement, and shows no warning of its create.
const privatePlannedCreate = "planned_create"

// keyPlannedByCreate is a key that a create plans to have registered.
type keyPlannedByCreate struct {
	// ID is Okta's, where the key is registered already. It is empty where it is not, or
	// where the keys could not be read.
	ID         string `json:"id,omitempty"`
	Parent     string `json:"parent"`
	KID        string `json:"kid"`
	Thumbprint string `json:"thumbprint"`
	Use        string `json:"use"`
	Alg        string `json:"alg,omitempty"`
	// Status is empty where the create brings the key to its status, whatever it is.
	Status string `json:"status,omitempty"`
	// WriteOnly is true where the material is that of a write-only argument, which can
	// be another key in the apply.
	WriteOnly bool `json:"write_only,omitempty"`
}

// plannerKeyForComparison is a key of the planner, to be compared with what a create plans.
func plannerKeyForComparison(parent string, key keyplan.Key) keyPlannedByCreate {
	return keyPlannedByCreate{ID: key.ID, Parent: parent, KID: key.KID, Thumbprint: key.Thumbprint, Use: key.Use, Alg: key.Alg}
}

// writeKeysPlannedByCreate writes what a create plans.
func writeKeysPlannedByCreate(ctx context.Context, private privatestate.Writer, keys []keyPlannedByCreate) diag.Diagnostics {
	return privatestate.Write(ctx, private, privatePlannedCreate, keys)
}

// keysPlannedByCreate is what the create of a replacement plans, as its Delete sees it. It is
// empty where the resource is destroyed, and not replaced.
type keysPlannedByCreate []keyPlannedByCreate

// readKeysPlannedByCreate reads what writeKeysPlannedByCreate has written. A text that cannot be read is like
// none: then the Delete deletes, as its plan says.
func readKeysPlannedByCreate(ctx context.Context, private privatestate.Reader) (planned keysPlannedByCreate, diags diag.Diagnostics) {
	keys, _, diags := privatestate.Read[keysPlannedByCreate](ctx, private, privatePlannedCreate)
	return keys, diags
}

// includesSameKey reports whether the create plans this very key, so that deleting it would
// only take it away until it is added again. It is the same key by Okta's ID, whatever its
// parent is called, or else by its kid at this parent.
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
