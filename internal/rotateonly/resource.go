// Package rotateonly is what the rotate-only resources share: the vendor holds
// the private keys, and all that can be done is to rotate. It has the
// arguments, the plan that names the keys, the guard, the exactly-once apply,
// and a destroy that changes nothing. A vendor plugs in its keys and calls.
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

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// Roles are a parent's keys by role; nil where there is none.
type Roles[K any] struct {
	Current  *K
	Next     *K
	Previous *K
	// Retired are the keys that no longer sign, of a vendor that does not say
	// which of them signed last. Previous is then found among them.
	Retired []K
	// Mode is how the vendor rotates by itself, in its own word; empty where it
	// does not say.
	Mode string
	// Times are the vendor's times of these keys.
	Times rotation.Times
}

// Look says how keys are to be read.
type Look int

// The ways to look.
const (
	// Cached takes the list of this walk.
	Cached Look = iota
	// Fresh goes past it.
	Fresh
	// Settling is Fresh after a rotation was sent. What it does not take to tell
	// the keys apart may be missing, so that finding out does not fail by it.
	Settling
)

// Answer is what a rotation's answer holds.
type Answer[K any] struct {
	// Next is the new next key, if the answer names it.
	Next *K
	// After are all keys after the rotation, if the answer lists them.
	After *Live[K]
}

// API is the calls that a vendor offers. Failures are *apierr.Error.
type API[K any] interface {
	// Lock serialises the writes to one parent.
	Lock(ctx context.Context, parent string) (func(), error)
	// Keys reads the keys.
	Keys(ctx context.Context, parent string, look Look) (Live[K], error)
	// Rotate sends exactly one request.
	Rotate(ctx context.Context, parent string) (Answer[K], error)
	// Now is the clock of this machine.
	Now() time.Time
	// Policy repeats what may be repeated.
	Policy() *transport.Policy
}

// Vendor is what differs between the rotate-only resources. M is the model of
// the resource, K a key.
type Vendor[M, K any] struct {
	// Type is the resource type, Parent the attribute that holds the parent's ID.
	Type   string
	Parent string
	// CheckParent refuses a malformed ID, saying what is expected.
	CheckParent func(id string) error
	// Subject words the parent in diagnostics.
	Subject func(parent string) diagnose.Subject
	// Consequence says in a plan's warning what the vendor does to the key that
	// stops signing.
	Consequence string
	// KID is a key's identifier.
	KID func(K) string
	// Shared and ParentID point into the model.
	Shared   func(*M) *Shared
	ParentID func(*M) *types.String
	// Roles reads the keys out of a model; what is null or unknown is nil.
	Roles func(context.Context, M) (Roles[K], diag.Diagnostics)
	// SetRoles writes the vendor's own attributes of the keys.
	SetRoles func(context.Context, *M, Roles[K]) diag.Diagnostics
	// SetNextUnknown marks the attributes that only a rotation will show, and
	// SetUnknown all attributes of the keys.
	SetNextUnknown func(*M)
	SetUnknown     func(*M)
	// SetCurrentUnknown marks the attributes of the current key, for a vendor
	// whose next key may be absent until it rotates; nil where there always is one.
	SetCurrentUnknown func(*M)
	// Shift is the roles after one rotation. next is nil while it is unknown.
	Shift func(before Roles[K], next *K) Roles[K]
	// Agree is the live key, except where the plan promised other values.
	Agree func(planned, live K) K
	// TakeArguments copies the vendor's own arguments; nil where it has none.
	TakeArguments func(to *M, from M)
	// RequiresNext reports whether a rotation without a next key is to be
	// refused; nil where there always is one.
	RequiresNext func(M) bool
	// Remarks are the vendor's own warnings about a plan; nil where it has none.
	Remarks func(M) diag.Diagnostics
	// API is the client, or a *apierr.Error of kind NotConfigured or
	// ConfigUnknown.
	API func(providerData any) (API[K], error)
}

// Live are a parent's keys as the vendor has just listed them.
type Live[K any] struct {
	Roles[K]
	// Clocks are the vendor's and that of this machine when it answered; ages are
	// measured by the earlier.
	Clocks rotation.Clocks
	// now is what time it was, the zero time where the clocks are in doubt.
	now time.Time
}

// measured holds the times of the keys against the clocks.
func (l Live[K]) measured() Live[K] {
	l.Times, l.now = l.Times.By(l.Clocks)
	return l
}

// Resource implements everything of a rotate-only resource but its type name
// and schema.
type Resource[M, K any] struct {
	Vendor Vendor[M, K]
	data   any
}

// Configure keeps the provider's data.
func (r *Resource[M, K]) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.data = req.ProviderData
}

// Metadata names the type.
func (r *Resource[M, K]) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.Vendor.Type
}

// IdentitySchema identifies the resource by its parent.
func (r *Resource[M, K]) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		r.Vendor.Parent: identityschema.StringAttribute{
			RequiredForImport: true,
			Description:       "The ID of the parent whose keys are rotated.",
		},
	}}
}

// ImportState adopts a parent by its ID or identity. It never rotates. The
// arguments get their defaults, so that the plan after it has nothing to add; but
// rotate_on_create is false, so that a configuration that Terraform generates adopts
// the keys where the resource is created again.
func (r *Resource[M, K]) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id := req.ID
	if id == "" && req.Identity != nil {
		var parent types.String
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(r.Vendor.Parent), &parent)...)
		if resp.Diagnostics.HasError() {
			return
		}
		id = parent.ValueString()
	}
	if err := r.Vendor.CheckParent(id); err != nil {
		resp.Diagnostics.AddError("Invalid import ID", err.Error()+".")
		return
	}
	for name, value := range map[string]any{
		"id": id, r.Vendor.Parent: id,
		"rotate_on_create": false, "min_rotation_interval": DefaultInterval,
	} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root(r.Vendor.Parent), id)...)
}

// Delete sends nothing: the plan has warned that the keys stay as they are.
func (r *Resource[M, K]) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// save writes the model and its identity. The two are never written apart.
func (r *Resource[M, K]) save(ctx context.Context, m *M, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	diags := r.saveIdentity(ctx, m, identity)
	diags.Append(state.Set(ctx, m)...)
	return diags
}

func (r *Resource[M, K]) saveIdentity(ctx context.Context, m *M, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	return identity.SetAttribute(ctx, path.Root(r.Vendor.Parent), r.Vendor.ParentID(m).ValueString())
}

func (r *Resource[M, K]) api() (API[K], error) { return r.Vendor.API(r.data) }

// snapshot is the key IDs of roles.
func (r *Resource[M, K]) snapshot(roles Roles[K]) rotation.Snapshot {
	return rotation.Snapshot{Current: r.kid(roles.Current), Next: r.kid(roles.Next), Previous: r.kid(roles.Previous)}
}

// complete reports whether the keys can be rotated and recorded.
func (r *Resource[M, K]) complete(s rotation.Snapshot) bool {
	return s.Current != "" && (s.Next != "" || r.Vendor.SetCurrentUnknown != nil)
}

func (r *Resource[M, K]) kid(key *K) string {
	if key == nil {
		return ""
	}
	return r.Vendor.KID(*key)
}

// fill writes roles into the model, both the shared part and the vendor's.
func (r *Resource[M, K]) fill(ctx context.Context, m *M, roles Roles[K]) diag.Diagnostics {
	r.Vendor.Shared(m).setRoles(r.snapshot(roles), roles.Times)
	return r.Vendor.SetRoles(ctx, m, roles)
}

// place measures the times of the keys, and finds the previous key among those that
// no longer sign. known is an earlier snapshot, from which it may follow, and retired
// the keys that no longer signed then, nil where they were not recorded.
func (r *Resource[M, K]) place(live Live[K], known rotation.Snapshot, retired []string) Live[K] {
	live = live.measured()
	kids := r.retired(live.Roles)
	if i := slices.Index(kids, rotation.LastRetired(kids, r.kid(live.Current), known, retired)); i >= 0 {
		live.Previous = &live.Retired[i]
	}
	return live
}

// retired are the kids of the keys that no longer sign.
func (r *Resource[M, K]) retired(roles Roles[K]) []string {
	kids := make([]string, len(roles.Retired))
	for i, key := range roles.Retired {
		kids[i] = r.Vendor.KID(key)
	}
	return kids
}

func (r *Resource[M, K]) requiresNext(m M) bool {
	return r.Vendor.RequiresNext != nil && r.Vendor.RequiresNext(m)
}

func (r *Resource[M, K]) remarks(m M) diag.Diagnostics {
	if r.Vendor.Remarks == nil {
		return nil
	}
	return r.Vendor.Remarks(m)
}

func (r *Resource[M, K]) setUnknown(m *M) {
	r.Vendor.Shared(m).setUnknown()
	r.Vendor.SetUnknown(m)
}
