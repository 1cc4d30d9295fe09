package registeredkey

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
)

// fingerprint is what a key is, beside its kid. What is empty is not recorded: an
// imported key has none, and use and alg can be absent.
type fingerprint struct {
	Thumbprint string `json:"thumbprint,omitempty"`
	Use        string `json:"use,omitempty"`
	Alg        string `json:"alg,omitempty"`
}

// fingerprintOf is what a state says; ok is false as long as nothing has been read.
func fingerprintOf(state *KeyAttributes) (r fingerprint, ok bool) {
	r = fingerprint{Use: state.Use.ValueString(), Alg: state.Alg.ValueString()}
	if key, known := state.Recorded(); known {
		r.Thumbprint = thumbprintOf(key)
	}
	return r, !state.isImport()
}

func fingerprintOfLive(live oktaapi.Key) fingerprint {
	r := fingerprint{Thumbprint: noThumbprint, Use: live.Use, Alg: live.Alg}
	if key, err := live.Public(); err == nil {
		r.Thumbprint = thumbprintOf(key)
	}
	return r
}

// drift say how a key is other than it was recorded.
func (spec KeySpec) drift(was, is fingerprint) (all []string) {
	if was.Thumbprint != "" && was.Thumbprint != is.Thumbprint {
		all = append(all, fmt.Sprintf("thumbprint %s, now %s", was.Thumbprint, is.Thumbprint))
	}
	if had, has := spec.EffectiveUse(was.Use), spec.EffectiveUse(is.Use); had != has {
		all = append(all, fmt.Sprintf("use %q, now %q", had, has))
	}
	if was.Alg != "" && was.Alg != is.Alg {
		now := "none"
		if is.Alg != "" {
			now = fmt.Sprintf("%q", is.Alg)
		}
		all = append(all, fmt.Sprintf("alg %q, now %s", was.Alg, now))
	}
	return all
}

// driftMark is private state: what was recorded first, while a refresh finds
// another key under the kid. Without it the next refresh would take what it finds
// for what was wanted.
const driftMark = "recorded"

// detectDrift warns of a live key that is not as recorded, once, and keeps in mind what
// was. A key that is as recorded again is forgiven.
func (r *KeyResource) detectDrift(ctx context.Context, m KeyModel, live oktaapi.Key, req resource.ReadRequest, resp *resource.ReadResponse) {
	state, read := fingerprintOf(m.Attributes())
	if !read {
		return
	}
	mark, marked, diags := privatestate.Read[fingerprint](ctx, req.Private, driftMark)
	resp.Diagnostics.Append(diags...)
	was, is := state, fingerprintOfLive(live)
	if marked {
		was = mark
	}
	changes := r.Spec.drift(was, is)
	switch {
	case len(changes) == 0 && marked:
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, driftMark, nil)...)
	case len(changes) > 0:
		resp.Diagnostics.Append(privatestate.Write(ctx, resp.Private, driftMark, was)...)
		if len(r.Spec.drift(state, is)) > 0 {
			resp.Diagnostics.Append(diagnostics.WarnKeyReplacedOutsideTerraform(r.subject(m), live.KID, changes))
		}
	}
}

// hasDrifted reports whether a refresh has found a key that is not as recorded, in
// something that the configuration leaves open, and that a new key would not have.
// What the configuration says is compared with the state.
func (r *KeyResource) hasDrifted(ctx context.Context, p privatestate.Reader, w desiredKey, state *KeyAttributes) (bool, diag.Diagnostics) {
	was, marked, diags := privatestate.Read[fingerprint](ctx, p, driftMark)
	if !marked {
		return false, diags
	}
	is, _ := fingerprintOf(state)
	use := r.Spec.EffectiveUse(is.Use)
	switch {
	case w.Parsed.WriteOnly() && was.Thumbprint != "" && was.Thumbprint != is.Thumbprint,
		w.Use.IsNull() && r.Spec.EffectiveUse(was.Use) != use && use != r.Spec.EffectiveUse(""),
		w.Alg.IsNull() && was.Alg != "" && was.Alg != is.Alg && is.Alg != "":
		return true, diags
	default:
		return false, diags
	}
}
