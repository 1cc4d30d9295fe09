// Package privatestate reads and writes the values that a resource keeps in Terraform's private
// state, as JSON.
package privatestate

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
)

// Reader is the private state of a request.
type Reader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// Writer is the private state of an answer.
type Writer interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// Read reads a value. If it is absent or not readable, found is false and the value is the zero
// value.
func Read[T any](ctx context.Context, private Reader, key string) (value T, found bool, diags diag.Diagnostics) {
	raw, diags := private.GetKey(ctx, key)
	if len(raw) == 0 || json.Unmarshal(raw, &value) != nil {
		var none T
		return none, false, diags
	}
	return value, true, diags
}

// Write writes a value. The diagnostics have an error if it cannot be encoded.
func Write(ctx context.Context, private Writer, key string, value any) diag.Diagnostics {
	raw, err := json.Marshal(value)
	if err != nil {
		return diag.Diagnostics{diagnostics.ErrPrivateStateNotWritten(err)}
	}
	return private.SetKey(ctx, key, raw)
}
