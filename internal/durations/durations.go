// Package durations validates and reads the arguments that hold a duration as rotation.ParseDuration
// reads it.
package durations

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// Read returns the duration in an argument that was validated. ok is false if the argument is null or unknown.
func Read(argument types.String) (d time.Duration, ok bool) {
	d, err := rotation.ParseDuration(argument.ValueString())
	return d, err == nil
}

// OrZero is Read with zero for an argument that is null or unknown.
func OrZero(argument types.String) time.Duration {
	d, _ := Read(argument)
	return d
}

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
