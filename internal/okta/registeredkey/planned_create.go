package registeredkey

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// plannedCreateKey is the planned private state of a create. Terraform hands it to the
// Delete of the same resource where the resource is replaced, by -replace, because it
// is tainted, or by a changed argument; so that the Delete knows what the create
// plans. Core plans no destroy for a replacement, and shows no warning of its create.
const plannedCreateKey = "planned_create"

// createdKey is a key that a create plans to have registered.
type createdKey struct {
	Parent     string `json:"parent"`
	KID        string `json:"kid"`
	Thumbprint string `json:"thumbprint"`
	Use        string `json:"use"`
	Alg        string `json:"alg,omitempty"`
	// Status is empty where the create brings the key to its status, whatever it is.
	Status string `json:"status,omitempty"`
}

// privateReader is the private state of a request.
type privateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// privateWriter is the private state of an answer.
type privateWriter interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// writePlannedCreate writes what a create plans.
func writePlannedCreate(ctx context.Context, private privateWriter, keys []createdKey) diag.Diagnostics {
	text, err := json.Marshal(keys)
	if err != nil {
		return nil // strings are always encoded
	}
	return private.SetKey(ctx, plannedCreateKey, text)
}

// plannedCreates is what the create of a replacement plans, as its Delete sees it. It is
// empty where the resource is destroyed, and not replaced.
type plannedCreates []createdKey

// readPlannedCreates reads what MarkCreate has written. A text that cannot be read is like none: then
// the Delete deletes, as its plan says.
func readPlannedCreates(ctx context.Context, private privateReader) (keys plannedCreates, diags diag.Diagnostics) {
	text, diags := private.GetKey(ctx, plannedCreateKey)
	if len(text) == 0 || json.Unmarshal(text, &keys) != nil {
		return nil, diags
	}
	return keys, diags
}

// recreates reports whether the create plans this very key, so that deleting it would
// only take it away until it is added again.
func (r plannedCreates) recreates(key createdKey) bool {
	return key.KID != "" && key.Thumbprint != "" && slices.ContainsFunc(r, func(planned createdKey) bool {
		status := planned.Status == "" || planned.Status == key.Status
		planned.Status = key.Status
		return status && planned == key
	})
}

// hasKID reports whether the create plans a key of this kid at the parent.
func (r plannedCreates) hasKID(parent, kid string) bool {
	return slices.ContainsFunc(r, func(planned createdKey) bool { return planned.Parent == parent && planned.KID == kid })
}
