package diagnostics

import (
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// Published is what require_published asks for, and where.
type Published struct {
	// For is how long the next key must have been published, as it is written in the configuration.
	For string
	// URI is where the document is; empty where that is not known.
	URI string
}

// WarnPublishedUnread reports a published document that a refresh could not read. err says what was
// found.
func WarnPublishedUnread(s Subject, p Published, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("cannot be read as verifiers read them"), fmt.Sprintf(
		"%s: the document in which the keys are published could not be read. Until it can, no rotation is sent (require_published). Refreshing, planning and "+
			"destroying go on.\n\n%s\n\n%s", s.Parent, foundAt(p.URI, err), adviceOnPublished(s)))
}

// foundAt says where a document was looked for, and what was found.
func foundAt(uri string, err error) string {
	if uri == "" {
		return "read: " + printable(foundInPlace(err))
	}
	return fmt.Sprintf("document: %s\nread:     %s", printable(uri), printable(foundInPlace(err)))
}

// foundInPlace is what was found in place of a document.
func foundInPlace(err error) string {
	if e := apierr.As(err); e.Message != "" {
		return e.Message
	}
	return err.Error()
}

// adviceOnPublished is what to do about a document that cannot be read.
func adviceOnPublished(s Subject) string {
	return fmt.Sprintf("Open the document from this machine, without credentials: it has to be a JWK set. If verifiers of the keys that %s publishes use another "+
		"address, set require_published.jwks_uri to it. To rotate without this check, remove require_published.", s.Vendor)
}

// WarnRotationWaits reports a rotation that is due, and that the plan leaves out because the next key is not
// published for long enough.
func WarnRotationWaits(s Subject, gate rotation.Gate, p Published, found rotation.Snapshot) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("wait for the next key to be published"), fmt.Sprintf(
		"%s: a rotation is due, because the keys are older than rotation_period, but this plan leaves the keys as they are. %s\n\nnow: %s\n\n%s",
		s.Parent, reasonToWait(s, gate, p), found, whenItRotates(gate, p)))
}

// reasonToWait says what a rotation waits for.
func reasonToWait(s Subject, gate rotation.Gate, p Published) string {
	const asked = "require_published asks for a next key that has been published for "
	switch gate.Reason {
	case rotation.PublishedTooRecently:
		return fmt.Sprintf("%s%s, which it will have been at %s.", asked, p.For, gate.Until.UTC().Format(time.RFC3339))
	case rotation.NotPublished:
		return asked + p.For + ". At the last refresh, the published document did not show the next key."
	case rotation.NoNextKey:
		return asked + p.For + ", and " + s.Vendor + " lists no next key."
	case rotation.PublicationUnread:
		return asked + p.For + ". At the last refresh, the published document could not be read."
	case rotation.PublicationUndated:
		return asked + p.For + ". It is not known since when the next key is published, because the clock of this machine and the Date of the answers differ by " +
			"more than an hour, or an answer has no usable Date."
	default:
		return asked + p.For + ". No refresh has checked that by the present arguments yet."
	}
}

// whenItRotates says which plan rotates.
func whenItRotates(gate rotation.Gate, p Published) string {
	switch gate.Reason {
	case rotation.PublishedTooRecently:
		return "The first plan after that rotates the keys, if each refresh until then finds the key in the document."
	case rotation.PublicationUndated:
		return "Set the clock of this machine. A later plan rotates the keys, once refreshes have found the next key in the document for " + p.For + "."
	default:
		return "A later plan rotates the keys, once refreshes have found the next key in the document for " + p.For + "."
	}
}

// WarnRotationGated reports a planned rotation that the apply refuses as long as the next key is not
// published for long enough.
func WarnRotationGated(s Subject, plan rotation.Decision, p Published, target rotation.Target) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.summaryForParent("cannot be rotated yet"), fmt.Sprintf(
		"%s: a rotation is asked for, because %s. %s %s\n\nplanned: %s\n\n%s",
		s.Parent, reasonText(plan.Reason), reasonToWait(s, plan.Gate, p), refusedByGate(plan.Gate), target, adviceWithoutGate))
}

// refusedByGate says that the apply refuses the rotation, and until when.
func refusedByGate(gate rotation.Gate) string {
	if gate.Reason == rotation.PublishedTooRecently {
		return fmt.Sprintf("Until %s the apply refuses this rotation and sends nothing. An apply after that reads the document again before it rotates the keys.",
			gate.Until.UTC().Format(time.RFC3339))
	}
	return "The apply reads the document again. Unless the key has been published for that long by then, the apply refuses this rotation and sends nothing."
}

// adviceWithoutGate is how to rotate without the check.
const adviceWithoutGate = "To rotate nevertheless, for example because a key is compromised, remove require_published: verifiers then may not have the key that will sign."

// ErrNextKeyNotPublished reports a rotation that was not sent, because the next key is not published
// for long enough. found are the keys, and unread is why the document could not be read, if so.
func ErrNextKeyNotPublished(s Subject, gate rotation.Gate, p Published, found rotation.Snapshot, unread error) diag.Diagnostic {
	text := fmt.Sprintf("%s: %s Nothing was sent.\n\nfound: %s", s.Parent, problemAtGate(s, gate, p), found)
	if unread != nil {
		text += "\n" + foundAt(p.URI, unread)
	} else if p.URI != "" {
		text += "\ndocument: " + printable(p.URI)
	}
	return diag.NewErrorDiagnostic(errorSummary(rotateVerb, s), text+"\n\n"+adviceAtGate(s, gate, p)+" "+adviceWithoutGate)
}

// problemAtGate says what the apply has found.
func problemAtGate(s Subject, gate rotation.Gate, p Published) string {
	const asked = "require_published asks for a next key that has been published for "
	switch gate.Reason {
	case rotation.PublishedTooRecently:
		return fmt.Sprintf("the next key has not been published for %s yet (require_published).", p.For)
	case rotation.NotPublished:
		return "the next key is not published: the document does not show it (require_published)."
	case rotation.NoNextKey:
		return asked + p.For + ", and " + s.Vendor + " lists no next key."
	case rotation.PublicationUnread:
		return asked + p.For + ", and the document in which the keys are published could not be read."
	default:
		return asked + p.For + ", and it is not known since when the next key is published."
	}
}

// adviceAtGate says when to apply again.
func adviceAtGate(s Subject, gate rotation.Gate, p Published) string {
	switch gate.Reason {
	case rotation.PublishedTooRecently:
		return fmt.Sprintf("Apply again after %s.", gate.Until.UTC().Format(time.RFC3339))
	case rotation.PublicationUnread:
		return strings.TrimSuffix(adviceOnPublished(s), " To rotate without this check, remove require_published.")
	case rotation.PublicationUndated:
		return "Run terraform apply -refresh-only, so that the time counts from then on, and apply again once it is over. If that changes nothing, set the clock of this machine."
	default:
		return "Plan again once refreshes have found the next key in the document for " + p.For + "."
	}
}

// ErrCreateCannotWait reports a create that rotates, with require_published: nobody has seen yet since when
// the next key is published.
func ErrCreateCannotWait(s Subject) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unable to rotate "+s.Noun+" when the resource is created", fmt.Sprintf(
		"%s: require_published is set and rotate_on_create is true. Since when the next key is published is not known before the resource has been refreshed over that time, "+
			"so a create cannot rotate. Nothing was sent.\n\nSet rotate_on_create = false to adopt the keys as they are. Then rotate by rotation_period, or by changing "+
			"rotate_when_changed.", s.Parent))
}

// WarnCurrentKeyNotPublished reports a published document that does not show the key that signs. maxAge is
// for how long caches may hold the document, zero if it does not say.
func WarnCurrentKeyNotPublished(s Subject, p Published, current string, maxAge time.Duration) diag.Diagnostic {
	holds := "The document does not say for how long caches may hold it (max-age), so it is not known how long verifiers need after it shows the key."
	if maxAge > 0 {
		holds = fmt.Sprintf("Caches may hold the document for %s (max-age), so verifiers may need that long after it shows the key.", maxAge)
	}
	return diag.NewWarningDiagnostic(s.summaryForParent("sign with a key that is not published yet"), fmt.Sprintf(
		"%s: the current key %s signs, but the document in which the keys are published does not show it. A verifier that reads the document refuses what is signed "+
			"with that key. %s\n\ndocument: %s\n\nIf the keys were rotated just now, plan again in a few minutes. If the document still does not show the key then, check that "+
			"require_published.jwks_uri is where the keys are published.", s.Parent, quoted(current), holds, printable(p.URI)))
}
