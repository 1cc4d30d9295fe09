package okta

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotateonly"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// serverKeysModel is the resource. Its flat attributes describe the ACTIVE key,
// the one that signs now.
type serverKeysModel struct {
	rotateonly.Shared
	signingKeyModel

	ID           types.String `tfsdk:"id"`
	ServerID     types.String `tfsdk:"authorization_server_id"`
	RequireNext  types.Bool   `tfsdk:"require_next"`
	RotationMode types.String `tfsdk:"rotation_mode"`
	NextKey      types.Object `tfsdk:"next_key"`
	PreviousKey  types.Object `tfsdk:"previous_key"`
}

type serverRoles = rotateonly.Roles[oktaapi.SigningKey]

// roles reads the keys out of the model.
func (m serverKeysModel) roles(ctx context.Context) (serverRoles, diag.Diagnostics) {
	var diags diag.Diagnostics
	next, more := signingKeyFrom(ctx, m.NextKey)
	diags.Append(more...)
	previous, more := signingKeyFrom(ctx, m.PreviousKey)
	diags.Append(more...)
	roles := serverRoles{Current: m.key(), Next: next, Previous: previous, Mode: m.RotationMode.ValueString()}
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

// setRoles writes the keys into the model.
func (m *serverKeysModel) setRoles(ctx context.Context, roles serverRoles) diag.Diagnostics {
	var diags, more diag.Diagnostics
	m.ID = m.ServerID
	m.RotationMode = nullable.String(roles.Mode)
	// Okta's own record, which begins with the creation of the server.
	m.LastRotatedAt = nullable.Time(roles.Times.Made)
	m.signingKeyModel = signingKeyModel{}
	if roles.Current != nil {
		m.signingKeyModel = newSigningKeyModel(*roles.Current)
	}
	m.NextKey, more = signingKeyObject(ctx, roles.Next)
	diags.Append(more...)
	m.PreviousKey, more = signingKeyObject(ctx, roles.Previous)
	diags.Append(more...)
	return diags
}

// setCurrentUnknown leaves what is true of whichever key signs.
func (m *serverKeysModel) setCurrentUnknown() {
	m.signingKeyModel = unknownSigningKeyModel()
	m.Status = types.StringValue(oktaapi.StatusActive)
}

// setNextUnknown marks what only the rotation itself will show.
func (m *serverKeysModel) setNextUnknown() { m.NextKey = types.ObjectUnknown(signingKeyTypes()) }

func (m *serverKeysModel) setUnknown() {
	m.ID = m.ServerID
	m.setCurrentUnknown()
	m.setNextUnknown()
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

// shiftSigningKeys is the roles after one rotation.
func shiftSigningKeys(before serverRoles, next *oktaapi.SigningKey) serverRoles {
	return serverRoles{
		Current:  withStatus(before.Next, oktaapi.StatusActive),
		Previous: withStatus(before.Current, oktaapi.StatusExpired),
		Next:     next,
		Mode:     before.Mode,
	}
}

func withStatus(key *oktaapi.SigningKey, status string) *oktaapi.SigningKey {
	if key == nil {
		return nil
	}
	changed := *key
	changed.Status = status
	return &changed
}
