package okta

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotateonly"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// serverKeysModel is the resource. Its flat attributes describe the ACTIVE key,
// the one that signs now.
type serverKeysModel struct {
	rotateonly.Attributes
	signingKeyModel

	ID           types.String `tfsdk:"id"`
	ServerID     types.String `tfsdk:"authorization_server_id"`
	RequireNext  types.Bool   `tfsdk:"require_next"`
	RotationMode types.String `tfsdk:"rotation_mode"`
	NextKey      types.Object `tfsdk:"next_key"`
	PreviousKey  types.Object `tfsdk:"previous_key"`
}

// ParentID is the ID of the server.
func (m *serverKeysModel) ParentID() types.String { return m.ServerID }

// Copy is another model of the same values.
func (m *serverKeysModel) Copy() rotateonly.Model {
	c := *m
	return &c
}

// CopyVendorArguments copies require_next.
func (m *serverKeysModel) CopyVendorArguments(from rotateonly.Model) {
	if other, ok := from.(*serverKeysModel); ok {
		m.RequireNext = other.RequireNext
	}
}

// RequiresNextKeyToRotate is require_next.
func (m *serverKeysModel) RequiresNextKeyToRotate() bool { return m.RequireNext.ValueBool() }

// PlanWarnings warns of a period on a server that Okta rotates by itself.
func (m *serverKeysModel) PlanWarnings() (diags diag.Diagnostics) {
	if m.RotationMode.ValueString() != oktaapi.RotationAuto || m.RotationPeriod.IsNull() {
		return nil
	}
	diags.Append(diagnostics.WarnTwoRotators(diagnostics.OktaAuthorizationServerKeys(m.ServerID.ValueString())))
	return diags
}

// Roles reads the keys out of the model.
func (m *serverKeysModel) Roles(ctx context.Context) (rotateonly.Roles, diag.Diagnostics) {
	var diags diag.Diagnostics
	next, more := signingKeyFrom(ctx, m.NextKey)
	diags.Append(more...)
	previous, more := signingKeyFrom(ctx, m.PreviousKey)
	diags.Append(more...)
	roles := rotateonly.Roles{Current: inRole(m.key()), Next: inRole(next), Previous: inRole(previous), Mode: m.RotationMode.ValueString()}
	if at := m.LastRotatedAt; !at.IsNull() && !at.IsUnknown() {
		made, more := at.ValueRFC3339Time()
		diags.Append(more...)
		roles.Times.Made = made
	}
	if previous != nil {
		roles.Times.Rotated = roles.Times.Made
	}
	return roles, diags
}

// SetRoles writes the keys into the model.
func (m *serverKeysModel) SetRoles(ctx context.Context, roles rotateonly.Roles) diag.Diagnostics {
	var diags, more diag.Diagnostics
	m.ID = m.ServerID
	m.RotationMode = nullable.String(roles.Mode)
	// Okta's own record, which begins with the creation of the server.
	m.LastRotatedAt = nullable.Time(roles.Times.Made)
	m.signingKeyModel = signingKeyModel{}
	if current := asSigningKey(roles.Current); current != nil {
		m.signingKeyModel = newSigningKeyModel(*current)
	}
	m.NextKey, more = signingKeyObject(ctx, asSigningKey(roles.Next))
	diags.Append(more...)
	m.PreviousKey, more = signingKeyObject(ctx, asSigningKey(roles.Previous))
	diags.Append(more...)
	return diags
}

// SetCurrentKeyUnknown leaves what is true of whichever key signs.
func (m *serverKeysModel) SetCurrentKeyUnknown() {
	m.signingKeyModel = unknownSigningKeyModel()
	m.Status = types.StringValue(oktaapi.StatusActive)
}

// SetNextKeyUnknown marks what only the rotation itself will show.
func (m *serverKeysModel) SetNextKeyUnknown() { m.NextKey = types.ObjectUnknown(signingKeyTypes()) }

// SetAllKeysUnknown marks all attributes of the keys.
func (m *serverKeysModel) SetAllKeysUnknown() {
	m.ID = m.ServerID
	m.SetCurrentKeyUnknown()
	m.SetNextKeyUnknown()
	m.PreviousKey = types.ObjectUnknown(signingKeyTypes())
	m.RotationMode = types.StringUnknown()
}

// firstPair is how long after its creation a server's first keys may be dated: a
// recorded answer has one second.
const firstPair = time.Minute

// timesOf reads the times of the keys. A server says when it last rotated from
// its creation on. So it ever did if there is a key that no longer signs, or if
// that time is later than the creation.
func timesOf(server oktaapi.AuthorizationServer, expired int) rotation.Times {
	times := rotation.Times{Made: server.LastRotated}
	if times.Made.IsZero() {
		times.Doubt = rotation.NoRecord
	}
	if expired > 0 || !server.Created.IsZero() && server.LastRotated.Sub(server.Created) > firstPair {
		times.Rotated = times.Made
	}
	return times
}
