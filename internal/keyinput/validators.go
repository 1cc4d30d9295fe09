package keyinput

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
)

// OneOfValidator accepts one of a few words. Unlike the validators library it repeats
// nothing of what it refuses: that may be a private key in the wrong argument.
type OneOfValidator []string

// Description says what is accepted.
func (w OneOfValidator) Description(context.Context) string { return "one of " + strings.Join(w, ", ") }

// MarkdownDescription is the same.
func (w OneOfValidator) MarkdownDescription(ctx context.Context) string { return w.Description(ctx) }

// ValidateString checks a known value.
func (w OneOfValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || slices.Contains(w, req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.Append(diagnostics.ErrInvalidArgument(req.Path, argumentAt(req.Path), "is not one of "+strings.Join(quotedAll(w), ", ")))
}

func quotedAll(words []string) []string {
	all := make([]string, len(words))
	for i, word := range words {
		all[i] = fmt.Sprintf("%q", word)
	}
	return all
}

// NameValidator accepts what can be a name of up to so many octets: a kid, an algorithm. A
// key in its place, which may be a private one, would be sent and kept.
type NameValidator int

// Description says what is accepted.
func (n NameValidator) Description(context.Context) string {
	return fmt.Sprintf("a name of 1 to %d characters", n)
}

// MarkdownDescription is the same.
func (n NameValidator) MarkdownDescription(ctx context.Context) string { return n.Description(ctx) }

// ValidateString checks a known value.
func (n NameValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if problem := n.Problem(req.ConfigValue.ValueString()); problem != "" {
		resp.Diagnostics.Append(diagnostics.ErrInvalidArgument(req.Path, argumentAt(req.Path), problem))
	}
}

// Problem says what is wrong with a name, as the rest of a sentence; empty if
// nothing is. It repeats nothing of the name.
func (n NameValidator) Problem(text string) string {
	switch {
	case text == "":
		return "is empty"
	case strings.ContainsFunc(text, unicode.IsControl), strings.HasPrefix(strings.TrimSpace(text), "{"), jwk.HoldsPrivateKey(text):
		return "is not a name; it looks like a key"
	case strings.TrimSpace(text) != text:
		return "begins or ends with a space"
	case len(text) > int(n):
		return fmt.Sprintf("is longer than %d characters", n)
	default:
		return ""
	}
}

// The longest names that there are any use for.
const (
	KID       NameValidator = 255
	Algorithm NameValidator = 64
)

// argumentAt names the attribute at the end of a path, and the key that it belongs to
// where the path goes through a map by kid. A kid is left out if it is not a name: it may
// be a private key.
func argumentAt(p path.Path) string {
	for _, step := range p.Steps() {
		kid, ok := step.(path.PathStepElementKeyString)
		if ok && KID.Problem(string(kid)) == "" {
			return fmt.Sprintf("%s of key %s", nameOf(p), apierr.Printable(strconv.Quote(string(kid)), len(kid)*maxEscape))
		}
	}
	return nameOf(p)
}

// maxEscape is how many characters one octet of a kid becomes at most.
const maxEscape = 10

// nameOf is the attribute at the end of a path.
func nameOf(p path.Path) string {
	steps := p.Steps()
	return steps[len(steps)-1:].String()
}
