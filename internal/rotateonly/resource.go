// Package rotateonly is what the rotate-only resources share: the vendor holds
// the private keys, and all that can be done is to rotate. It has the
// arguments, the plan that names the keys, the guard, the exactly-once apply,
// and a destroy that changes nothing. A vendor implements Vendor, Model, Key and API.
package rotateonly

import (
	"context"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// Key is a key of a parent.
type Key interface {
	// KeyID is its identifier.
	KeyID() string
}

// Roles are a parent's keys by role; nil where there is none.
type Roles struct {
	Current  Key
	Next     Key
	Previous Key
	// FormerSigning are the keys that no longer sign, of a vendor that does not say
	// which of them signed last. Previous is then found among them.
	FormerSigning []Key
	// Mode is how the vendor rotates by itself, in its own word; empty where it
	// does not say.
	Mode string
	// Times are the vendor's times of these keys.
	Times rotation.Times
}

// ReadMode says how keys are to be read.
type ReadMode int

// The modes of reading.
const (
	// Cached takes the list of this walk.
	Cached ReadMode = iota
	// Fresh goes past it.
	Fresh
	// Settling is Fresh after a rotation was sent. What it does not take to tell
	// the keys apart may be missing, so that finding out does not fail by it.
	Settling
)

// RotateResponse is what a rotation's answer holds.
type RotateResponse struct {
	// Next is the new next key, if the answer names it.
	Next Key
	// After are all keys after the rotation, if the answer lists them.
	After *LiveKeys
}

// API is the calls that a vendor offers. Failures are *apierr.Error.
type API interface {
	// Lock serialises the writes to one parent.
	Lock(ctx context.Context, parent string) (func(), error)
	// Keys reads the keys.
	Keys(ctx context.Context, parent string, mode ReadMode) (LiveKeys, error)
	// Rotate sends exactly one request.
	Rotate(ctx context.Context, parent string) (RotateResponse, error)
	// Now is the clock of this machine.
	Now() time.Time
	// Policy repeats what may be repeated.
	Policy() *transport.Policy
}

// Spec is what differs between the rotate-only resources.
type Spec struct {
	Vendor

	// Type is the resource type, IDAttribute the attribute that holds the parent's ID.
	Type        string
	IDAttribute string
	// Consequence says in a plan's warning what the vendor does to the key that
	// stops signing.
	Consequence string
	// NextMayBeAbsent is true for a vendor whose next key may be absent until it rotates.
	NextMayBeAbsent bool
}

// Vendor is what a vendor plugs in for one resource type.
type Vendor interface {
	// NewModel makes an empty model.
	NewModel() Model
	// CheckID refuses a malformed ID of a parent, saying what is expected.
	CheckID(id string) error
	// Subject names the parent in diagnostics.
	Subject(id string) diagnostics.Subject
	// NewAPI makes the client from the provider's data. The error is an *apierr.Error of
	// kind NotConfigured or ConfigUnknown.
	NewAPI(providerData any) (API, error)
	// Shift is the roles after one rotation. next is nil while it is unknown.
	Shift(before Roles, next Key) Roles
	// MergePlanned is the live key, except where the plan promised other values.
	MergePlanned(planned, live Key) Key
}

// LiveKeys are a parent's keys as the vendor has just listed them.
type LiveKeys struct {
	Roles
	// Clocks are the vendor's and that of this machine when it answered; ages are
	// measured by the earlier.
	Clocks rotation.Clocks
	// now is what time it was, the zero time where the clocks are in doubt.
	now time.Time
}

// checkedAgainstClocks holds the times of the keys against the clocks.
func (l LiveKeys) checkedAgainstClocks() (checked LiveKeys) {
	l.Times, l.now = l.Times.By(l.Clocks)
	return l
}

// Resource implements everything of a rotate-only resource but its schema.
type Resource struct {
	Spec Spec
	// client is set by Configure, or clientErr says why there is none.
	client    API
	clientErr error
}

// Configure takes the client from the provider's data.
func (r *Resource) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.client, r.clientErr = r.Spec.NewAPI(req.ProviderData)
}

// Metadata names the type.
func (r *Resource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.Spec.Type
}

// IdentitySchema identifies the resource by its parent.
func (r *Resource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		r.Spec.IDAttribute: identityschema.StringAttribute{
			RequiredForImport: true,
			Description:       "The ID of the parent whose keys are rotated.",
		},
	}}
}

// ImportState adopts a parent by its ID or identity. It never rotates. The
// arguments get their defaults, so that the plan after it has nothing to add; but
// rotate_on_create is false, so that a configuration that Terraform generates adopts
// the keys where the resource is created again.
func (r *Resource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id := req.ID
	if id == "" && req.Identity != nil {
		var parent types.String
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(r.Spec.IDAttribute), &parent)...)
		if resp.Diagnostics.HasError() {
			return
		}
		id = parent.ValueString()
	}
	if err := r.Spec.CheckID(id); err != nil {
		resp.Diagnostics.Append(diagnostics.ErrInvalidImportID(err))
		return
	}
	for name, value := range map[string]any{
		"id": id, r.Spec.IDAttribute: id,
		"rotate_on_create": false, "min_rotation_interval": DefaultInterval,
	} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root(r.Spec.IDAttribute), id)...)
}

// Delete sends nothing: the plan has warned that the keys stay as they are.
func (r *Resource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// saveModelAndIdentity writes the model and its identity. The two are never written apart.
func (r *Resource) saveModelAndIdentity(ctx context.Context, m Model, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	diags := r.setIdentity(ctx, m, identity)
	diags.Append(state.Set(ctx, m)...)
	return diags
}

func (r *Resource) setIdentity(ctx context.Context, m Model, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	return identity.SetAttribute(ctx, path.Root(r.Spec.IDAttribute), m.ParentID().ValueString())
}

// configuredAPI is the client. The error is an *apierr.Error of kind NotConfigured or ConfigUnknown.
func (r *Resource) configuredAPI() (api API, err error) {
	if r.client == nil && r.clientErr == nil {
		return r.Spec.NewAPI(nil)
	}
	return r.client, r.clientErr
}

// snapshotOf is the key IDs of roles.
func snapshotOf(roles Roles) rotation.Snapshot {
	return rotation.Snapshot{Current: kidOrEmpty(roles.Current), Next: kidOrEmpty(roles.Next), Previous: kidOrEmpty(roles.Previous)}
}

// canRotate reports whether the keys can be rotated and recorded.
func (r *Resource) canRotate(keys rotation.Snapshot) bool {
	return keys.Current != "" && (keys.Next != "" || r.Spec.NextMayBeAbsent)
}

// kidOrEmpty is the identifier of a key, empty where there is none.
func kidOrEmpty(key Key) string {
	if key == nil {
		return ""
	}
	return key.KeyID()
}

// fillKeyAttributes writes roles into the model, both the shared part and the vendor's.
func (r *Resource) fillKeyAttributes(ctx context.Context, m Model, roles Roles) diag.Diagnostics {
	m.attributes().setKIDsAndTimes(snapshotOf(roles), roles.Times)
	return m.SetRoles(ctx, roles)
}

// checkClocksAndFindPrevious measures the times of the keys, and finds the previous key among those that
// no longer sign. known is an earlier snapshot, from which it may follow, and retired
// the keys that no longer signed then, nil where they were not recorded.
func checkClocksAndFindPrevious(live LiveKeys, earlier rotation.Snapshot, earlierFormerKIDs []string) LiveKeys {
	live = live.checkedAgainstClocks()
	kids := formerSigningKIDs(live.Roles)
	if i := slices.Index(kids, rotation.LastRetired(kids, kidOrEmpty(live.Current), earlier, earlierFormerKIDs)); i >= 0 {
		live.Previous = live.FormerSigning[i]
	}
	return live
}

// formerSigningKIDs are the kids of the keys that no longer sign.
func formerSigningKIDs(roles Roles) []string {
	kids := make([]string, len(roles.FormerSigning))
	for i, key := range roles.FormerSigning {
		kids[i] = key.KeyID()
	}
	return kids
}

func (r *Resource) setAllKeysUnknown(m Model) {
	m.attributes().setKIDsAndTimesUnknown()
	m.SetAllKeysUnknown()
}
