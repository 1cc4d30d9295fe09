package keychange

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// replacementMark is the planned private state of a create. Terraform hands it to the
// Delete of the same resource where the resource is replaced, by -replace, because it
// is tainted, or by a changed argument; so that the Delete knows what the create
// plans. Core plans no destroy for a replacement, and shows no warning of its create.
const replacementMark = "planned_create"

// CreatedKey is a key that a create plans to have registered.
type CreatedKey struct {
	Parent     string `json:"parent"`
	KID        string `json:"kid"`
	Thumbprint string `json:"thumbprint"`
	Use        string `json:"use"`
	Alg        string `json:"alg,omitempty"`
	// Status is empty where the create brings the key to its status, whatever it is.
	Status string `json:"status,omitempty"`
}

// PrivateReader is the private state of a request.
type PrivateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// PrivateWriter is the private state of an answer.
type PrivateWriter interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// MarkCreate writes what a create plans.
func MarkCreate(ctx context.Context, private PrivateWriter, keys []CreatedKey) diag.Diagnostics {
	text, err := json.Marshal(keys)
	if err != nil {
		return nil // strings are always encoded
	}
	return private.SetKey(ctx, replacementMark, text)
}

// Replacement is what the create of a replacement plans, as its Delete sees it. It is
// empty where the resource is destroyed, and not replaced.
type Replacement []CreatedKey

// ReplacementOf reads what MarkCreate has written. A text that cannot be read is like none: then
// the Delete deletes, as its plan says.
func ReplacementOf(ctx context.Context, private PrivateReader) (keys Replacement, diags diag.Diagnostics) {
	text, diags := private.GetKey(ctx, replacementMark)
	if len(text) == 0 || json.Unmarshal(text, &keys) != nil {
		return nil, diags
	}
	return keys, diags
}

// Keeps reports whether the create plans this very key, so that deleting it would
// only take it away until it is added again.
func (r Replacement) Keeps(key CreatedKey) bool {
	return key.KID != "" && key.Thumbprint != "" && slices.ContainsFunc(r, func(planned CreatedKey) bool {
		status := planned.Status == "" || planned.Status == key.Status
		planned.Status = key.Status
		return status && planned == key
	})
}

// HasKID reports whether the create plans a key of this kid at the parent.
func (r Replacement) HasKID(parent, kid string) bool {
	return slices.ContainsFunc(r, func(planned CreatedKey) bool { return planned.Parent == parent && planned.KID == kid })
}
