package diagnostics

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

var (
	publishedUntil = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	tooRecently    = rotation.Gate{Reason: rotation.PublishedTooRecently, Until: publishedUntil}
	asked          = Published{For: "24h", URI: "https://example.com/jwks.json"}
	publishedKeys  = rotation.Snapshot{Current: "k1", Next: "k2"}
)

// The texts about the published document, word for word.
func TestPublished_wordForWord(t *testing.T) {
	t.Parallel()
	s := Auth0ConnectionKeys("con_1")
	for name, c := range map[string]struct {
		d               diag.Diagnostic
		summary, detail string
	}{
		"waits": {
			WarnRotationWaits(s, tooRecently, asked, publishedKeys), "Auth0 connection keys wait for the next key to be published (con_1)",
			`Connection "con_1": a rotation is due, because the keys are older than rotation_period, but this plan leaves the keys as they are. require_published asks for a next key ` +
				"that has been published for 24h, which it will have been at 2026-03-02T12:00:00Z.\n\n" + `now: current "k1", next "k2", previous none` + "\n\nThe first plan after that rotates the keys, " +
				"if each refresh until then finds the key in the document.",
		},
		"refused": {
			ErrNextKeyNotPublished(s, tooRecently, asked, publishedKeys, nil), "Unable to rotate Auth0 connection keys",
			`Connection "con_1": the next key has not been published for 24h yet (require_published). Nothing was sent.` + "\n\n" + `found: current "k1", next "k2", previous none` +
				"\ndocument: https://example.com/jwks.json\n\nApply again after 2026-03-02T12:00:00Z. " + adviceWithoutGate,
		},
		"refused, unread": {
			ErrNextKeyNotPublished(s, rotation.Gate{Reason: rotation.PublicationUnread}, asked, publishedKeys, &apierr.Error{Message: "an HTML page"}), "Unable to rotate Auth0 connection keys",
			`Connection "con_1": require_published asks for a next key that has been published for 24h, and the document in which the keys are published could not be read. Nothing was sent.` +
				"\n\n" + `found: current "k1", next "k2", previous none` + "\ndocument: https://example.com/jwks.json\nread:     an HTML page\n\nOpen the document from this machine, without credentials: " +
				"it has to be a JWK set. If verifiers of the keys that Auth0 publishes use another address, set require_published.jwks_uri to it. " + adviceWithoutGate,
		},
		"unread, without an address": {
			WarnPublishedUnread(s, Published{For: "24h"}, errors.New("no address")), "Auth0 connection keys cannot be read as verifiers read them (con_1)",
			`Connection "con_1": the document in which the keys are published could not be read. Until it can, no rotation is sent (require_published). Refreshing, planning and destroying go on.` +
				"\n\nread: no address\n\nOpen the document from this machine, without credentials: it has to be a JWK set. If verifiers of the keys that Auth0 publishes use another address, set " +
				"require_published.jwks_uri to it. To rotate without this check, remove require_published.",
		},
	} {
		if c.d.Summary() != c.summary || c.d.Detail() != c.detail {
			t.Errorf("%s:\n%s\n%s\nwant:\n%s\n%s", name, c.d.Summary(), c.d.Detail(), c.summary, c.detail)
		}
	}
}

// Each reason has words of its own, in the plan and in the apply.
func TestPublished_everyReasonIsSaid(t *testing.T) {
	t.Parallel()
	s, planned, applied := OktaAuthorizationServerKeys("aus1"), map[string]bool{}, map[string]bool{}
	reasons := []rotation.GateReason{
		rotation.PublicationUnobserved, rotation.PublicationUnread, rotation.NoNextKey, rotation.NotPublished, rotation.PublishedTooRecently, rotation.PublicationUndated,
	}
	for _, reason := range reasons {
		gate := rotation.Gate{Reason: reason, Until: publishedUntil}
		plan := WarnRotationGated(s, rotation.Decision{Reason: rotation.Triggered, Gate: gate}, asked, publishedKeys.Target())
		planned[plan.Detail()] = true
		applied[ErrNextKeyNotPublished(s, gate, asked, publishedKeys, nil).Detail()] = true
		for _, text := range []string{plan.Detail(), WarnRotationWaits(s, gate, asked, publishedKeys).Detail()} {
			if !strings.Contains(text, "published for 24h") || strings.Contains(text, "%!") {
				t.Errorf("%s: %s", reason, text)
			}
		}
	}
	if len(planned) != len(reasons) || len(applied) != len(reasons) {
		t.Errorf("%d texts of plans and %d of applies for %d reasons", len(planned), len(applied), len(reasons))
	}
}
