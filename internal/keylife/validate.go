package keylife

import (
	"context"
	"fmt"

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
		err = contradiction(shared, given)
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
