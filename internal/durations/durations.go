// Package durations validates the arguments that hold a duration as rotation.ParseDuration reads
// it.
package durations

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// Validator accepts what rotation.ParseDuration reads.
type Validator struct {
	// ErrIfZero is the error for a duration of zero; nil if zero is accepted.
	ErrIfZero func(path.Path) diag.Diagnostic
}

// Description says what is accepted.
func (v Validator) Description(context.Context) string {
	if v.ErrIfZero != nil {
		return `a duration above zero such as "90d" or "2160h"`
	}
	return `a duration such as "1h30m" or "2d"`
}

// MarkdownDescription is the same.
func (v Validator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks a known value.
func (v Validator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	d, err := rotation.ParseDuration(req.ConfigValue.ValueString())
	switch {
	case err != nil:
		resp.Diagnostics.Append(diagnostics.ErrInvalidDuration(req.Path, err))
	case d == 0 && v.ErrIfZero != nil:
		resp.Diagnostics.Append(v.ErrIfZero(req.Path))
	}
}
