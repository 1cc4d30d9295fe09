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

// keyProperties are the properties of a key besides its kid. An empty one is not recorded: an
// imported key has none, and use and alg can be absent.
type keyProperties struct {
	Thumbprint string `json:"thumbprint,omitempty"`
	Use        string `json:"use,omitempty"`
	Alg        string `json:"alg,omitempty"`
}

// propertiesFromState returns the properties in a state. wasRead is false if no refresh has read the key yet.
func propertiesFromState(state *KeyAttributes) (properties keyProperties, wasRead bool) {
	properties = keyProperties{Use: state.Use.ValueString(), Alg: state.Alg.ValueString()}
	if key, known := state.Recorded(); known {
		properties.Thumbprint = thumbprintOrNoneText(key)
	}
	return properties, !state.isNotReadSinceImport()
}

func propertiesFromLive(live oktaapi.Key) keyProperties {
	r := keyProperties{Thumbprint: noThumbprint, Use: live.Use, Alg: live.Alg}
	if key, err := live.Public(); err == nil {
		r.Thumbprint = thumbprintOrNoneText(key)
	}
	return r
}

// describeDrift names what differs between a live key and the recorded one.
func (spec KeySpec) describeDrift(recorded, live keyProperties) (changes []string) {
	if recorded.Thumbprint != "" && recorded.Thumbprint != live.Thumbprint {
		changes = append(changes, fmt.Sprintf("thumbprint %s, now %s", recorded.Thumbprint, live.Thumbprint))
	}
	if had, has := spec.EffectiveUse(recorded.Use), spec.EffectiveUse(live.Use); had != has {
		changes = append(changes, fmt.Sprintf("use %q, now %q", had, has))
	}
	if recorded.Alg != "" && recorded.Alg != live.Alg {
		now := "none"
		if live.Alg != "" {
			now = fmt.Sprintf("%q", live.Alg)
		}
		changes = append(changes, fmt.Sprintf("alg %q, now %s", recorded.Alg, now))
	}
	return changes
}

// privateRecordedBeforeDrift is private state: the properties that were recorded first, while a refresh finds
// another key under the kid. Without it, the next refresh would treat the key that it finds as the
// recorded one.
const privateRecordedBeforeDrift = "recorded"

// writeDriftAndWarn warns once of a live key that is not as recorded, and keeps the recorded properties in
// private state. If the key is as recorded again, it removes them.
func (r *KeyResource) writeDriftAndWarn(ctx context.Context, m KeyModel, live oktaapi.Key, req resource.ReadRequest, resp *resource.ReadResponse) {
	state, read := propertiesFromState(m.Attributes())
	if !read {
		return
	}
	mark, marked, diags := privatestate.Read[keyProperties](ctx, req.Private, privateRecordedBeforeDrift)
	resp.Diagnostics.Append(diags...)
	was, is := state, propertiesFromLive(live)
	if marked {
		was = mark
	}
	changes := r.Spec.describeDrift(was, is)
	switch {
	case len(changes) == 0 && marked:
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, privateRecordedBeforeDrift, nil)...)
	case len(changes) > 0:
		resp.Diagnostics.Append(privatestate.Write(ctx, resp.Private, privateRecordedBeforeDrift, was)...)
		if len(r.Spec.describeDrift(state, is)) > 0 {
			resp.Diagnostics.Append(diagnostics.WarnKeyReplacedOutsideTerraform(r.parentSubject(m), live.KID, changes))
		}
	}
}

// mustReplaceAfterDrift reports whether a refresh has found a key that is not as recorded, in a property that
// the configuration does not set, and that a new key would not have. A property that the configuration sets
// is compared with the state.
func (r *KeyResource) mustReplaceAfterDrift(ctx context.Context, private privatestate.Reader, w desiredKey, state *KeyAttributes) (drifted bool, diags diag.Diagnostics) {
	was, marked, diags := privatestate.Read[keyProperties](ctx, private, privateRecordedBeforeDrift)
	if !marked {
		return false, diags
	}
	is, _ := propertiesFromState(state)
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
