package rotateonly

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/durations"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/limits"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// The defaults of the arguments that have one.
const (
	DefaultInterval = "1h"
	DefaultOnCreate = true
)

// Attributes are the attributes that every rotate-only resource has. A vendor's
// model embeds it.
type Attributes struct {
	NoVendorArguments

	RotateWhenChanged   types.Map         `tfsdk:"rotate_when_changed"`
	RotationPeriod      types.String      `tfsdk:"rotation_period"`
	RotateOnCreate      types.Bool        `tfsdk:"rotate_on_create"`
	MinRotationInterval types.String      `tfsdk:"min_rotation_interval"`
	RequirePublished    types.Object      `tfsdk:"require_published"`
	PublishedKIDs       types.List        `tfsdk:"published_kids"`
	NextPublishedSince  timetypes.RFC3339 `tfsdk:"next_published_since"`
	NextKID             types.String      `tfsdk:"next_kid"`
	PreviousKID         types.String      `tfsdk:"previous_kid"`
	LastRotatedAt       timetypes.RFC3339 `tfsdk:"last_rotated_at"`
	RotationDueAt       timetypes.RFC3339 `tfsdk:"rotation_due_at"`
	Timeouts            timeouts.Value    `tfsdk:"timeouts"`
}

// SchemaAttributes are the schema of Attributes. A vendor adds its own to the map.
func SchemaAttributes(ctx context.Context) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"rotate_when_changed": schema.MapAttribute{
			Optional:    true,
			ElementType: types.StringType,
			Validators:  []validator.Map{noPrivateKeyInTriggerValidator{}},
			MarkdownDescription: "Arbitrary strings. A change from one map to another rotates the keys once, in place. " +
				"Adding the map to a resource that has none (a new argument, an import), or removing it, is only recorded. When it is added, the plan warns that the keys are not rotated.",
		},
		"rotation_period": schema.StringAttribute{
			Optional:   true,
			Validators: []validator.String{durations.Validator{ErrIfZero: diagnostics.ErrPeriodIsZero}},
			MarkdownDescription: "The maximum age of the last rotation: `\"90d\"`, `\"2160h\"`. If it is older at plan time, the plan rotates. Nothing happens " +
				"between plans. A changed period is recorded by the apply and takes effect " +
				"at the next plan. It must not be shorter than `min_rotation_interval`.",
		},
		"rotate_on_create": schema.BoolAttribute{
			Optional: true, Computed: true,
			Default: booldefault.StaticBool(DefaultOnCreate),
			MarkdownDescription: "Whether creating the resource rotates the keys. `false` adopts the keys as they are. " +
				"Importing never rotates, and records `false`. Defaults to `true`. If the argument is not set, an existing resource keeps the recorded value, " +
				"which has no effect on it; if it is replaced or created again, creating rotates.",
		},
		"min_rotation_interval": schema.StringAttribute{
			Optional: true, Computed: true,
			Default:    stringdefault.StaticString(DefaultInterval),
			Validators: []validator.String{durations.Validator{}},
			MarkdownDescription: "The minimum time between two rotations. A rotation within it is refused, because it would replace a key that verifiers have " +
				"only just fetched. If the time of the last rotation is not known, none is sent. `\"0s\"` turns the guard off. Then a rotation is not recognised " +
				"if its apply was killed before it could be recorded. Defaults to `\"1h\"`.",
		},
		"require_published":    requirePublishedAttribute(),
		"published_kids":       publishedKIDsAttribute(),
		"next_published_since": nextPublishedSinceAttribute(),
		"next_kid": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The key ID of the next key: the one that the next rotation puts in use.",
		},
		"previous_kid": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The key ID of the previous key; null before the first rotation.",
		},
		"last_rotated_at": schema.StringAttribute{
			Computed: true, CustomType: timetypes.RFC3339Type{},
			MarkdownDescription: "When the keys were last rotated, whoever rotated them, in RFC 3339 form; null before the first rotation, and if it is not known.",
		},
		"rotation_due_at": schema.StringAttribute{
			Computed: true, CustomType: timetypes.RFC3339Type{},
			MarkdownDescription: "The time from which a plan rotates because of `rotation_period`, in RFC 3339 form; null without a period. " +
				"For keys that were never rotated the period counts from their creation.",
		},
		"timeouts": limits.RotatingAttribute(ctx, "creating", "updating",
			"Accepted for uniformity: destroying sends no request. Defaults to 5m.", " A rotation itself gets at most 60 s of it. A create whose rotation has an unknown outcome "+
				"then reads the keys for 15 minutes, until no list can lag any more."),
	}
}

// copyArguments copies the configurable part of from.
func (a *Attributes) copyArguments(from *Attributes) {
	a.RotateWhenChanged = from.RotateWhenChanged
	a.RotationPeriod = from.RotationPeriod
	a.RotateOnCreate = from.RotateOnCreate
	a.MinRotationInterval = from.MinRotationInterval
	a.copyRequirePublished(from)
	a.Timeouts = from.Timeouts
}

// keepRecordedRotateOnCreate plans the recorded rotate_on_create if it is not configured.
// It has an effect on creates only, so another value would plan a change without effect.
func (a *Attributes) keepRecordedRotateOnCreate(configured types.Bool, recorded *Attributes) {
	if configured.IsNull() && !recorded.RotateOnCreate.IsNull() {
		a.RotateOnCreate = recorded.RotateOnCreate
	}
}

// setKIDsAndTimes fills in the key IDs and times.
func (a *Attributes) setKIDsAndTimes(snapshot rotation.Snapshot, times rotation.Times) {
	a.NextKID = nullable.String(snapshot.Next)
	a.PreviousKID = nullable.String(snapshot.Previous)
	a.LastRotatedAt = nullable.Time(times.Rotated)
	a.setRotationDueAt(times)
}

// setRotationDueAt computes rotation_due_at from the period.
func (a *Attributes) setRotationDueAt(times rotation.Times) {
	if a.RotationPeriod.IsUnknown() {
		a.RotationDueAt = timetypes.NewRFC3339Unknown()
		return
	}
	a.RotationDueAt = nullable.Time(times.DueAt(a.rotationPeriod()))
}

// setNextKIDAndTimesUnknown marks the attributes unknown that only the rotation will give.
func (a *Attributes) setNextKIDAndTimesUnknown() {
	a.NextKID = types.StringUnknown()
	a.LastRotatedAt = timetypes.NewRFC3339Unknown()
	a.RotationDueAt = timetypes.NewRFC3339Null()
	if !a.RotationPeriod.IsNull() {
		a.RotationDueAt = timetypes.NewRFC3339Unknown()
	}
}

func (a *Attributes) setKIDsAndTimesUnknown() {
	a.setNextKIDAndTimesUnknown()
	a.PreviousKID = types.StringUnknown()
}

// rotationPeriod is rotation_period, or zero if it is not set. The validator has
// refused what cannot be parsed.
func (a *Attributes) rotationPeriod() time.Duration { return durations.OrZero(a.RotationPeriod) }

// minRotationInterval is min_rotation_interval.
func (a *Attributes) minRotationInterval() time.Duration {
	if a.MinRotationInterval.IsNull() {
		return durations.OrZero(types.StringValue(DefaultInterval))
	}
	return durations.OrZero(a.MinRotationInterval)
}

// hasUnknownArgumentForCreate reports whether an argument that a create depends on is unknown.
func (a *Attributes) hasUnknownArgumentForCreate() bool {
	return a.RotateOnCreate.IsUnknown() || a.MinRotationInterval.IsUnknown()
}

// isAdoptionPlanned reports whether the plan of a create has found a recent rotation, which the create
// adopts. Then it names the next key, which the plan of a rotation cannot know. The create reads this
// from the value, because Terraform hands it the planned values and no private state.
func (a *Attributes) isAdoptionPlanned() bool { return !a.NextKID.IsUnknown() }

// isTargetPlanned reports whether the plan of a create that rotates names the keys that the rotation leads
// to. If not, the parent was not known yet. The create reads this from the value too.
func (a *Attributes) isTargetPlanned() bool { return !a.PreviousKID.IsUnknown() }
