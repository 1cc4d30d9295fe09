package rotateonly

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/durations"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/nullable"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// The members of require_published.
const (
	publishedMinAge  = "min_age"
	publishedJWKSURI = "jwks_uri"
)

func requirePublishedAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "Rotates only to a next key that verifiers can have. Each refresh reads the document in which the keys are published, as a verifier does: without " +
			"credentials, and with whatever a cache on the way holds. A rotation that is due by `rotation_period` waits, and the plan stays empty, until refreshes have found the " +
			"next key there for the time `min_age`. A changed `rotate_when_changed` is refused in the apply until then. If the document cannot be read, no rotation is sent. " +
			"Needs `rotate_on_create = false` when the resource is created.",
		Attributes: map[string]schema.Attribute{
			publishedMinAge: schema.StringAttribute{
				Required:   true,
				Validators: []validator.String{durations.Validator{ErrIfZero: diagnostics.ErrPublishedMinAgeIsZero}},
				MarkdownDescription: "How long the next key must have been published: `\"24h\"`, `\"2d\"`. Verifiers that cache the document for longer may not have the key. " +
					"A changed value takes effect at the next plan.",
			},
			publishedJWKSURI: schema.StringAttribute{
				Optional:   true,
				Validators: []validator.String{jwksURIValidator{}},
				MarkdownDescription: "Where verifiers read the keys: an `https` URL, or `http` on a loopback host. By default it is where the vendor publishes them. Another " +
					"value makes the time begin anew.",
			},
		},
	}
}

func publishedKIDsAttribute() schema.Attribute {
	return schema.ListAttribute{
		Computed: true, ElementType: types.StringType,
		MarkdownDescription: "The key IDs in the published document, sorted, as the last refresh that could read it found them; null without `require_published`, and before " +
			"that refresh.",
	}
}

func nextPublishedSinceAttribute() schema.Attribute {
	return schema.StringAttribute{
		Computed: true, CustomType: timetypes.RFC3339Type{},
		MarkdownDescription: "When a refresh first found the present next key in the published document, by the `Date` of the answer, in RFC 3339 form. It begins anew with another " +
			"next key, and when a document does not show the key. Null until then, and without `require_published`. Only an apply saves what its refresh found, " +
			"also one without changes; `terraform plan` saves nothing.",
	}
}

// requiresPublished reports whether require_published is set.
func (a *Attributes) requiresPublished() bool {
	return !a.RequirePublished.IsNull() && !a.RequirePublished.IsUnknown()
}

// publishedMember returns a member of require_published. It is null if the member is not set.
func (a *Attributes) publishedMember(name string) types.String {
	if text, ok := a.RequirePublished.Attributes()[name].(types.String); ok {
		return text
	}
	return types.StringNull()
}

// publishedMinAge is how long the next key must have been published.
func (a *Attributes) publishedMinAge() time.Duration {
	return durations.OrZero(a.publishedMember(publishedMinAge))
}

// published returns what diagnostics say about require_published. uri is where the document is. It is empty if
// that is not known.
func (a *Attributes) published(uri string) diagnostics.Published {
	written := a.publishedMember(publishedMinAge).ValueString()
	if written == "" {
		written = "a time that is only known after apply"
	}
	return diagnostics.Published{For: written, URI: uri}
}

// copyRequirePublished copies require_published. If its jwks_uri changed, or if it was not set, it removes what
// the last refresh found, because that no longer counts.
func (a *Attributes) copyRequirePublished(from *Attributes) {
	samePlace := a.observesSamePlace(from)
	a.RequirePublished = from.RequirePublished
	switch {
	case from.RequirePublished.IsUnknown(), from.publishedMember(publishedJWKSURI).IsUnknown():
		a.PublishedKIDs, a.NextPublishedSince = types.ListUnknown(types.StringType), timetypes.NewRFC3339Unknown()
	case !samePlace:
		a.setPublicationNull()
	}
}

// observesSamePlace reports whether both have require_published, with the same jwks_uri or without one.
func (a *Attributes) observesSamePlace(other *Attributes) bool {
	return a.requiresPublished() && other.requiresPublished() && a.publishedMember(publishedJWKSURI).Equal(other.publishedMember(publishedJWKSURI))
}

// setPublicationNull records that no refresh has read the document.
func (a *Attributes) setPublicationNull() {
	a.PublishedKIDs = types.ListNull(types.StringType)
	a.setNextPublishedSinceNull()
}

// setNextPublishedSinceNull records that no refresh has found the next key in the document.
func (a *Attributes) setNextPublishedSinceNull() { a.NextPublishedSince = timetypes.NewRFC3339Null() }

// setNextPublishedSinceUnknown marks next_published_since unknown, if require_published is set, because the next key
// is not known.
func (a *Attributes) setNextPublishedSinceUnknown() {
	if !a.RequirePublished.IsNull() {
		a.NextPublishedSince = timetypes.NewRFC3339Unknown()
	}
}

// publication returns since when the next key is published, as recorded. next is the kid of that key.
func (a *Attributes) publication(next string) rotation.Publication {
	since, _ := a.NextPublishedSince.ValueRFC3339Time()
	return rotation.Publication{KID: next, Since: since}
}

// setPublication records what a refresh has found.
func (a *Attributes) setPublication(ctx context.Context, set transport.KeySet, p rotation.Publication) {
	kids, diags := types.ListValueFrom(ctx, types.StringType, set.KIDs)
	if !diags.HasError() {
		a.PublishedKIDs = kids
	}
	a.NextPublishedSince = nullable.Time(p.Since)
}

// gateAsObserved returns whether a rotation has to wait for the published document, as the last refresh
// found. state has the arguments of that refresh.
func (a *Attributes) gateAsObserved(state *Attributes, seen rotation.Observation) rotation.Gate {
	switch {
	case a.RequirePublished.IsNull():
		return rotation.Gate{}
	case seen.Gate == nil, !a.RequirePublished.Equal(state.RequirePublished):
		return rotation.Gate{Reason: rotation.PublicationUnobserved}
	default:
		return *seen.Gate
	}
}

// jwksURIValidator refuses a jwks_uri that no verifier could read without credentials.
type jwksURIValidator struct{}

func (jwksURIValidator) Description(context.Context) string {
	return "an https URL, or http on a loopback host, without user information and fragment"
}

func (v jwksURIValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (jwksURIValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := transport.CheckPublicURI(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.Append(diagnostics.ErrInvalidJWKSURI(req.Path, err))
	}
}
