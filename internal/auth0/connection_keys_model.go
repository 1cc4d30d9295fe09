package auth0

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/auth0api"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotateonly"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// connectionKeysModel is the resource. Its flat attributes describe the
// current key, the one that signs now.
type connectionKeysModel struct {
	rotateonly.Shared
	keyModel

	ID           types.String `tfsdk:"id"`
	ConnectionID types.String `tfsdk:"connection_id"`
	Current      types.Bool   `tfsdk:"current"`
	Next         types.Bool   `tfsdk:"next"`
	Previous     types.Bool   `tfsdk:"previous"`
	CurrentSince types.String `tfsdk:"current_since"`
	NextKey      types.Object `tfsdk:"next_key"`
	PreviousKey  types.Object `tfsdk:"previous_key"`
}

type connectionRoles = rotateonly.Roles[auth0api.ConnectionKey]

// roles reads the keys out of the model.
func (m connectionKeysModel) roles(ctx context.Context) (connectionRoles, diag.Diagnostics) {
	var diags diag.Diagnostics
	next, more := keyFrom(ctx, m.NextKey)
	diags.Append(more...)
	previous, more := keyFrom(ctx, m.PreviousKey)
	diags.Append(more...)
	roles := connectionRoles{Current: m.key(), Next: next, Previous: previous}
	if roles.Current != nil {
		roles.Current.CurrentSince = m.CurrentSince.ValueString()
	}
	roles.Times = timesOf(roles)
	return roles, diags
}

// setRoles writes the keys into the model.
func (m *connectionKeysModel) setRoles(ctx context.Context, roles connectionRoles) diag.Diagnostics {
	var diags, more diag.Diagnostics
	m.setConstants()
	m.keyModel, m.CurrentSince = keyModel{}, types.StringNull()
	if roles.Current != nil {
		m.keyModel = newKeyModel(*roles.Current)
		m.CurrentSince = nullable.String(roles.Current.CurrentSince)
	}
	m.NextKey, more = keyObject(ctx, roles.Next)
	diags.Append(more...)
	m.PreviousKey, more = keyObject(ctx, roles.Previous)
	diags.Append(more...)
	return diags
}

// setConstants fills in what is the same for every connection: the resource
// describes the current key.
func (m *connectionKeysModel) setConstants() {
	m.ID = m.ConnectionID
	m.Current, m.Next, m.Previous = types.BoolValue(true), types.BoolValue(false), types.BoolValue(false)
}

// setNextUnknown marks what only the rotation itself will show. Auth0 does not
// document what becomes of current_since.
func (m *connectionKeysModel) setNextUnknown() {
	m.NextKey = types.ObjectUnknown(keyTypes())
	m.CurrentSince = types.StringUnknown()
}

func (m *connectionKeysModel) setUnknown() {
	m.setConstants()
	m.setNextUnknown()
	m.keyModel = unknownKeyModel()
	m.PreviousKey = types.ObjectUnknown(keyTypes())
}

// timesOf reads the times out of the certificates: each rotation makes a next
// key, so its notBefore is the time of the last rotation. current_since is of
// no use: it does not move (recorded interactions of 2025-05 and 2026-01).
func timesOf(roles connectionRoles) rotation.Times {
	times := rotation.Times{Made: madeAt(roles.Next)}
	if times.Made.IsZero() {
		times.Doubt = rotation.NoRecord
	}
	if roles.Previous != nil {
		times.Rotated = times.Made
	}
	return times
}

// shift is the roles after one rotation.
func shift(before connectionRoles, next *auth0api.ConnectionKey) connectionRoles {
	after := connectionRoles{Current: before.Next, Previous: before.Current, Next: next}
	if next != nil {
		after.Times = timesOf(after)
	}
	return after
}

// agree is the live key's own current_since beside what the plan promised.
func agree(planned, live auth0api.ConnectionKey) auth0api.ConnectionKey {
	planned.CurrentSince = live.CurrentSince
	return planned
}
