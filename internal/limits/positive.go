package limits

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
)

// positive accepts durations above zero: in less, nothing can be done. Unlike the
// validator that it replaces it repeats nothing of what it refuses: that may be a
// private key in the wrong argument.
type positive struct{}

// Description says what is accepted.
func (positive) Description(context.Context) string { return `a duration above zero, such as "90s"` }

// MarkdownDescription is the same.
func (v positive) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks a known value.
func (v positive) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if d, err := time.ParseDuration(req.ConfigValue.ValueString()); err != nil || d <= 0 {
		resp.Diagnostics.Append(diagnostics.ErrInvalidTimeout(req.Path, v.Description(ctx)))
	}
}
