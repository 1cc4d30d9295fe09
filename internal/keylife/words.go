package keylife

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// oneOf accepts one of a few words. Unlike the validators library it repeats
// nothing of what it refuses: that may be a private key in the wrong argument.
type oneOf []string

// Description says what is accepted.
func (w oneOf) Description(context.Context) string { return "one of " + strings.Join(w, ", ") }

// MarkdownDescription is the same.
func (w oneOf) MarkdownDescription(ctx context.Context) string { return w.Description(ctx) }

// ValidateString checks a known value.
func (w oneOf) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || slices.Contains(w, req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+req.Path.String(),
		fmt.Sprintf("%s is not one of %s.", req.Path, strings.Join(quotedAll(w), ", ")))
}

func quotedAll(words []string) []string {
	all := make([]string, len(words))
	for i, word := range words {
		all[i] = fmt.Sprintf("%q", word)
	}
	return all
}

// name accepts what can be a name: a kid, an algorithm. A key in its place, which
// may be a private one, would be sent and kept.
type name struct{ longest int }

// Description says what is accepted.
func (n name) Description(context.Context) string {
	return fmt.Sprintf("a name of 1 to %d characters", n.longest)
}

// MarkdownDescription is the same.
func (n name) MarkdownDescription(ctx context.Context) string { return n.Description(ctx) }

// ValidateString checks a known value.
func (n name) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	text := req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	problem := ""
	switch {
	case text == "":
		problem = "is empty"
	case strings.ContainsFunc(text, unicode.IsControl), strings.HasPrefix(strings.TrimSpace(text), "{"), strings.Contains(text, "PRIVATE KEY"):
		problem = "is not a name; it looks like a key"
	case len(text) > n.longest:
		problem = fmt.Sprintf("is longer than %d characters", n.longest)
	default:
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+req.Path.String(), fmt.Sprintf("%s %s.", req.Path, problem))
}
