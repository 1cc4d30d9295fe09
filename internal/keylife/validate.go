package keylife

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/keyinput"
)

// ValidateConfig refuses what can be refused without credentials.
func (r *Resource[M]) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config M
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	shared := r.Vendor.Shared(&config)
	given, err := keyinput.Read(shared.Model)
	if err == nil {
		err = cmp.Or(contradiction(shared, given), r.Vendor.misused(shared, given))
	}
	if err != nil {
		resp.Diagnostics.Append(diagnose.BadKey(r.subject(&config), err))
	}
}

// contradiction finds an argument that says other than the JWK beside it.
func contradiction(config *Shared, given keyinput.Given) error {
	if !given.Known || given.Form != keyinput.FormJWK {
		return nil
	}
	for _, c := range []struct {
		name     string
		argument types.String
		jwk      string
	}{
		{"kid", config.KID, given.Key.KeyID}, {"use", config.Use, given.Key.Use}, {"alg", config.Alg, given.Key.Algorithm},
	} {
		if c.argument.IsNull() || c.argument.IsUnknown() || c.jwk == "" || c.argument.ValueString() == c.jwk {
			continue
		}
		return fmt.Errorf("%s is %q, and jwk_json says %q. Remove the argument, or the member", c.name, c.argument.ValueString(), c.jwk)
	}
	return nil
}

// misused finds a use that there is not, or that is not for the type of the key.
// Which words use can be, the schema checks; a JWK is not in it.
func (r Rules) misused(config *Shared, given keyinput.Given) error {
	if !given.Known {
		return nil
	}
	use := or(config.Use, given.Key.Use)
	switch kty := given.Key.Params().Kty; {
	case use.IsUnknown():
		return nil
	case !use.IsNull() && config.Use.IsNull() && !slices.Contains(r.Uses, use.ValueString()):
		return fmt.Errorf("jwk_json has a use that is none of %s", strings.Join(r.Uses, ", "))
	case r.useOf(use.ValueString()) == useEncryption && kty != "RSA":
		return fmt.Errorf("an encryption key has to be RSA, and this one is %s", kty)
	default:
		return nil
	}
}

// useEncryption is the use of keys that are encrypted to (RFC 7517 section 4.2).
const useEncryption = "enc"
