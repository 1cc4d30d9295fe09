package auth0

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotateonly"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// connectionKeysModel is the resource. Its flat attributes describe the
// current key, the one that signs now.
type connectionKeysModel struct {
	rotateonly.Attributes
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

// ParentID is the ID of the connection.
func (m *connectionKeysModel) ParentID() types.String { return m.ConnectionID }

// Copy is another model of the same values.
func (m *connectionKeysModel) Copy() rotateonly.Model {
	c := *m
	return &c
}

// Roles reads the keys out of the model.
func (m *connectionKeysModel) Roles(ctx context.Context) (rotateonly.Roles, diag.Diagnostics) {
	var diags diag.Diagnostics
	next, more := keyFrom(ctx, m.NextKey)
	diags.Append(more...)
	previous, more := keyFrom(ctx, m.PreviousKey)
	diags.Append(more...)
	current := m.key()
	if current != nil {
		current.CurrentSince = m.CurrentSince.ValueString()
	}
	roles := rotateonly.Roles{Current: inRole(current), Next: inRole(next), Previous: inRole(previous)}
	roles.Times = timesOf(roles)
	return roles, diags
}

// SetRoles writes the keys into the model.
func (m *connectionKeysModel) SetRoles(ctx context.Context, roles rotateonly.Roles) diag.Diagnostics {
	var diags, more diag.Diagnostics
	m.setConstants()
	m.keyModel, m.CurrentSince = keyModel{}, types.StringNull()
	if current := connectionKey(roles.Current); current != nil {
		m.keyModel = newKeyModel(*current)
		m.CurrentSince = nullable.String(current.CurrentSince)
	}
	m.NextKey, more = keyObject(ctx, connectionKey(roles.Next))
	diags.Append(more...)
	m.PreviousKey, more = keyObject(ctx, connectionKey(roles.Previous))
	diags.Append(more...)
	return diags
}

// setConstants fills in what is the same for every connection: the resource
// describes the current key.
func (m *connectionKeysModel) setConstants() {
	m.ID = m.ConnectionID
	m.Current, m.Next, m.Previous = types.BoolValue(true), types.BoolValue(false), types.BoolValue(false)
}

// SetNextKeyUnknown marks what only the rotation itself will show. Auth0 does not
// document what becomes of current_since.
func (m *connectionKeysModel) SetNextKeyUnknown() {
	m.NextKey = types.ObjectUnknown(keyTypes())
	m.CurrentSince = types.StringUnknown()
}

// SetAllKeysUnknown marks all attributes of the keys.
func (m *connectionKeysModel) SetAllKeysUnknown() {
	m.setConstants()
	m.SetNextKeyUnknown()
	m.keyModel = unknownKeyModel()
	m.PreviousKey = types.ObjectUnknown(keyTypes())
}

// timesOf reads the times out of the certificates: each rotation makes a next
// key, so its notBefore is the time of the last rotation. current_since is of
// no use: it does not move (recorded interactions of 2025-05 and 2026-01).
func timesOf(roles rotateonly.Roles) rotation.Times {
	times := rotation.Times{Made: madeAt(connectionKey(roles.Next))}
	if times.Made.IsZero() {
		times.Doubt = rotation.NoRecord
	}
	if roles.Previous != nil {
		times.Rotated = times.Made
	}
	return times
}
