package rotateonly

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/privatestate"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// The published document, as verifiers read it. A refresh reads it, and records what it found. The apply
// reads it again before it rotates.

// publishedReading is the result of reading the document.
type publishedReading struct {
	set transport.KeySet
	// location is the default location, if it was needed. uri is where the document is.
	location PublishedLocation
	uri      string
	// err is why the document could not be read.
	err error
}

// readPublished reads the document of the parent's keys: at uri, or at the default location if uri is
// empty. known is the recorded default location.
func readPublished(ctx context.Context, api API, parent string, live Roles, uri string, known PublishedLocation, mode ReadMode) (reading publishedReading) {
	reading.uri = uri
	if uri == "" {
		reading.location, reading.err = api.PublishedLocation(ctx, parent, live, known)
		reading.uri = reading.location.URI
	}
	if reading.err != nil {
		return reading
	}
	read := api.Published().GetFresh
	if mode == Cached {
		read = api.Published().Get
	}
	reading.set, reading.err = read(ctx, reading.uri)
	return reading
}

// document is the document that was read.
func (reading publishedReading) document(local time.Time) rotation.Document {
	return rotation.Document{KIDs: reading.set.KIDs, Date: reading.set.Date, Age: reading.set.Age, Local: local}
}

// observePublication reads the published document where require_published is set, and records what it
// found in the model and in seen. m still has the recorded attributes of the keys; live are the keys as they
// were just listed. It never fails: a document that cannot be read closes the gate, with a warning.
func (r *Resource) observePublication(
	ctx context.Context, m Model, recorded Roles, live LiveKeys, seen *rotation.Observation, prior privatestate.Reader, private privatestate.Writer,
) (warnings diag.Diagnostics) {
	shared := m.attributes()
	if !shared.requiresPublished() {
		shared.setPublicationNull()
		return nil
	}
	known, _, diags := privatestate.Read[PublishedLocation](ctx, prior, privatePublishedLocation)
	warnings.Append(diags...)
	api, err := r.configuredAPI()
	reading := publishedReading{err: err}
	if err == nil {
		reading = readPublished(ctx, api, m.ParentID().ValueString(), live.Roles, shared.publishedMember(publishedJWKSURI).ValueString(), known, Cached)
	}
	next := kidOrEmpty(live.Next)
	publication := shared.publication(kidOrEmpty(recorded.Next))
	if reading.err != nil {
		if publication.KID != next {
			shared.setNextPublishedSinceNull()
		}
		seen.Gate = &rotation.Gate{Reason: rotation.PublicationUnread}
		warnings.Append(diagnostics.WarnPublishedUnread(r.parentSubject(m), shared.published(reading.uri), reading.err))
		warnings.Append(writeLocationIfChanged(ctx, known, PublishedLocation{}, private)...) // it may have moved
		return warnings
	}
	document := reading.document(api.Now())
	publication = publication.Observe(document, next)
	gate := publication.Gate(document, next, shared.publishedMinAge(), live.now)
	seen.Gate = &gate
	shared.setPublication(ctx, reading.set, publication)
	if current := kidOrEmpty(live.Current); !document.Shows(current) {
		warnings.Append(diagnostics.WarnCurrentKeyNotPublished(r.parentSubject(m), shared.published(reading.uri), current, reading.set.MaxAge))
	}
	warnings.Append(writeLocationIfChanged(ctx, known, reading.location, private)...)
	return warnings
}

// writeLocationIfChanged records where the keys are published.
func writeLocationIfChanged(ctx context.Context, known, found PublishedLocation, private privatestate.Writer) diag.Diagnostics {
	if found == known {
		return nil
	}
	return privatestate.Write(ctx, private, privatePublishedLocation, found)
}

// publishedRequirement is what has to be published before a rotation is sent.
type publishedRequirement struct {
	// attributes are the planned arguments.
	attributes *Attributes
	// publication is since when the next key is published, as it is recorded.
	publication rotation.Publication
	location    PublishedLocation
}

// newPublishedRequirement returns what has to be published, according to the planned arguments. It is nil if nothing has
// to be. What was found at another URI does not count.
func newPublishedRequirement(ctx context.Context, plan, state *Attributes, recorded Roles, private privatestate.Reader) (requirementOrNil *publishedRequirement, diags diag.Diagnostics) {
	if plan.RequirePublished.IsNull() {
		return nil, nil
	}
	required := &publishedRequirement{attributes: plan}
	required.location, _, diags = privatestate.Read[PublishedLocation](ctx, private, privatePublishedLocation)
	if state.observesSamePlace(plan) {
		required.publication = state.publication(kidOrEmpty(recorded.Next))
	}
	return required, diags
}

// refuseUnlessPublished reads the document again. If the next key has not been published for long enough, it adds an
// error and returns true.
func (ro *rotator) refuseUnlessPublished(ctx context.Context, live LiveKeys, found rotation.Snapshot) (refused bool) {
	required := ro.request.published
	if required == nil {
		return false
	}
	uri := required.attributes.publishedMember(publishedJWKSURI).ValueString()
	reading := readPublished(ctx, ro.api, ro.request.parent, live.Roles, uri, required.location, Fresh)
	published := required.attributes.published(reading.uri)
	if reading.err != nil {
		ro.addDiagnostic(diagnostics.ErrNextKeyNotPublished(ro.subject, rotation.Gate{Reason: rotation.PublicationUnread}, published, found, reading.err))
		return true
	}
	gate := required.publication.Gate(reading.document(ro.api.Now()), found.Next, required.attributes.publishedMinAge(), live.now)
	if gate.Closed() {
		ro.addDiagnostic(diagnostics.ErrNextKeyNotPublished(ro.subject, gate, published, found, nil))
	}
	return gate.Closed()
}
