package registeredkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/tfmodel"
)

// ValidateConfig checks what can be checked without credentials.
func (r *KeyResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	config := r.Spec.Models.NewModel()
	resp.Diagnostics.Append(tfmodel.GetConfig(ctx, req.Config, config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	c := config.Attributes()
	if _, err := r.Spec.parseDesiredKey(c.Model, c.KID, c.Use, c.Alg); err != nil {
		resp.Diagnostics.Append(diagnostics.ErrInvalidKey(r.parentSubject(config), err))
	}
}
