package diagnostics_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

var (
	before = rotation.Snapshot{Current: "KDcb", Next: "aLYy"}
	after  = rotation.Snapshot{Current: "aLYy", Next: "kv95", Previous: "KDcb"}
	others = rotation.Snapshot{Current: "x", Next: "y"}
	lost   = &apierr.Error{
		Kind: apierr.Unavailable, Dropped: true, Sent: true, Message: "the connection failed: EOF", CorrelationID: "idpkeys-1",
	}
	unread = &apierr.Error{Kind: apierr.Unavailable, Status: 502, Sent: true, Message: "the answer is not Auth0's (Bad Gateway)", Ours: true}
	until  = time.Date(2026, 3, 1, 12, 30, 0, 0, time.FixedZone("CET", 3600))
)

const unable = "Unable to rotate Auth0 connection keys"

// worded are all diagnostics of a rotation, word for word.
var worded = map[string]struct {
	got      diag.Diagnostic
	severity diag.Severity
	summary  string
	detail   string
}{
	"Moved": {
		diagnostics.ErrKeysChanged(subject, before.Target(), rotation.Snapshot{Current: "kv95", Next: "x", Previous: "aLYy"}),
		diag.SeverityError, unable, lines(
			`Connection "con_x": the keys were rotated since this plan was made. Nothing was sent.`,
			"planned: current \"aLYy\", previous \"KDcb\"\nfound:   current \"kv95\", next \"x\", previous \"aLYy\"",
			"Plan again, without -refresh=false, and look at the new plan before you apply it."),
	},
	"TooSoon": {
		diagnostics.ErrRotationTooSoon(subject, until),
		diag.SeverityError, unable, lines(
			`Connection "con_x": the keys were rotated too recently. Another rotation now would replace a key that verifiers have only `+
				"just fetched, so nothing was sent.",
			`Apply again after 2026-03-01T11:30:00Z, or set a shorter min_rotation_interval ("0s" turns the guard off).`),
	},
	"NoNext": {
		diagnostics.ErrNoNextKey(subject, rotation.Snapshot{Current: "KDcb"}),
		diag.SeverityError, unable, lines(
			`Connection "con_x": there is no key to rotate to. Nothing was sent.`,
			`found: current "KDcb", next none, previous none`,
			"Check the keys in the Auth0 dashboard, then plan again."),
	},
	"NextRequired": {
		diagnostics.ErrNextKeyRequired(diagnostics.OktaAuthorizationServerKeys("aus_x"), rotation.Snapshot{Current: "KDcb"}),
		diag.SeverityError, "Unable to rotate Okta authorization server keys", lines(
			`Authorization server "aus_x": no next key is listed, and require_next is true: no verifier could have seen the key that would `+
				`sign. Nothing was sent.`,
			`found: current "KDcb", next none, previous none`,
			"Plan again once Okta lists a next key, or set require_next = false to rotate to a key that no verifier has seen."),
	},
	"OutcomeUnknown, creating without a next key": {
		diagnostics.ErrRotationOutcomeUnknown(subject, rotation.Snapshot{Current: "KDcb"}, lost, diagnostics.NextApply{Creating: true, Interval: time.Hour, Hold: rotation.Hold{Until: until}}),
		diag.SeverityError, unable, lines(
			`Connection "con_x": outcome unknown; not sent again. The request to rotate was sent once and no usable answer came. `+
				`As far as can be seen, the keys are as before: current "KDcb", next none, previous none.`,
			`Connection "con_x": the connection failed: EOF.`,
			"correlation ID idpkeys-1",
			`Apply again after 2026-03-01T11:30:00Z. Within 1h0m0s (min_rotation_interval) of the rotation, it is recognised and not repeated, if it took `+
				`effect. Later, check the keys first: if the current key is no longer "KDcb", the rotation took effect, and applying would rotate once `+
				`more; import the resource instead, or set rotate_on_create = false. `+
				`Until then, let no run apply on another machine: a list may not show a rotation at once, and only runs on this machine know of this one.`),
	},
	"OutcomeUnknown, creating without a guard": {
		diagnostics.ErrRotationOutcomeUnknown(subject, before, lost, diagnostics.NextApply{Creating: true, Hold: rotation.Hold{Doubt: rotation.NoClock}}),
		diag.SeverityError, unable, lines(
			`Connection "con_x": outcome unknown; not sent again. The request to rotate was sent once and no usable answer came. `+
				`As far as can be seen, the keys are as before: current "KDcb", next "aLYy", previous none.`,
			`Connection "con_x": the connection failed: EOF.`,
			"correlation ID idpkeys-1",
			`Apply again in 15 minutes, and check the keys before, since min_rotation_interval is 0s: if the current key is "aLYy", the rotation `+
				`took effect, and applying would rotate once more; import the resource instead, or set rotate_on_create = false. `+
				`Until then, let no run apply on another machine: a list may not show a rotation at once, and only runs on this machine know of this one.`),
	},
	"OutcomeUnknown": {
		diagnostics.ErrRotationOutcomeUnknown(subject, before, lost, diagnostics.NextApply{Hold: rotation.Hold{Until: until}}),
		diag.SeverityError, unable, lines(
			`Connection "con_x": outcome unknown; not sent again. The request to rotate was sent once and no usable answer came. `+
				`As far as can be seen, the keys are as before: current "KDcb", next "aLYy", previous none.`,
			`Connection "con_x": the connection failed: EOF.`,
			"correlation ID idpkeys-1",
			"Apply again: a rotation that took effect is recognised and not repeated. A list may not show a rotation at once: if the keys are listed as "+
				"before, nothing is sent until 2026-03-01T11:30:00Z. An apply after that rotates them."),
	},
	"OutcomeUnknown, at an unknown time": {
		diagnostics.ErrRotationOutcomeUnknown(subject, before, lost, diagnostics.NextApply{Hold: rotation.Hold{Doubt: rotation.NoClock}}),
		diag.SeverityError, unable, lines(
			`Connection "con_x": outcome unknown; not sent again. The request to rotate was sent once and no usable answer came. `+
				`As far as can be seen, the keys are as before: current "KDcb", next "aLYy", previous none.`,
			`Connection "con_x": the connection failed: EOF.`,
			"correlation ID idpkeys-1",
			"Apply again: a rotation that took effect is recognised and not repeated. As long as the keys are listed as before, nothing is sent until the "+
				"age of this request is known: Auth0's answer has no usable Date header, so the provider cannot check the clock of this machine. "+
				"Check the path between this machine and Auth0 for a proxy that removes headers, and run again."),
	},
	"Held": {
		diagnostics.ErrRotationHeld(subject, before, rotation.Hold{Until: until}, rotation.Clocks{}),
		diag.SeverityError, unable, lines(
			`Connection "con_x": an earlier apply sent a request to rotate these keys. The list of keys does `+
				"not show the outcome for certain, because a list may lag behind. Nothing was sent.",
			`found: current "KDcb", next "aLYy", previous none`,
			"Apply again after 2026-03-01T11:30:00Z, whatever min_rotation_interval is. If the list shows the same keys then, the earlier request had "+
				"no effect, and that apply rotates the keys once."),
	},
	"Held, sent by a run that was killed": {
		diagnostics.ErrHeldByEarlierRun(subject, before, rotation.Hold{Until: until}, rotation.Clocks{}),
		diag.SeverityError, unable, lines(
			`Connection "con_x": another run on this machine sent a request to rotate these keys, and its outcome is not recorded, for example because the `+
				"run was killed. The list of keys does not show it for certain, because a list may lag behind. Nothing was sent.",
			`found: current "KDcb", next "aLYy", previous none`,
			"Apply again after 2026-03-01T11:30:00Z, whatever min_rotation_interval is. If the list shows the same keys then, the earlier request had "+
				"no effect, and that apply rotates the keys once."),
	},
	"Held, rotated by another run": {
		diagnostics.ErrHeldByListedLate(subject, before, rotation.Baseline{Current: "aLYy", Next: "kv95"}, rotation.Hold{Until: until}, rotation.Clocks{}),
		diag.SeverityError, unable, lines(
			`Connection "con_x": another run on this machine has rotated these keys, and the current key after that was "aLYy". The list `+
				"of keys does not show that rotation, because a list may lag behind. Nothing was sent.",
			`found: current "KDcb", next "aLYy", previous none`,
			"Plan again when the list shows that rotation. Nothing is sent before 2026-03-01T11:30:00Z."),
	},
	"Held, by a record that cannot be read": {
		diagnostics.ErrRecordUnreadable(subject, "/cache/record.json", rotation.Hold{Until: until}, rotation.Clocks{}),
		diag.SeverityError, unable, lines(
			`Connection "con_x": the record of the last rotation of these keys from this machine cannot be read. A run may have rotated them, and a list may `+
				"not show a rotation at once. Nothing was sent.",
			"file: /cache/record.json",
			"Apply again after 2026-03-01T11:30:00Z."),
	},
	"List older, in the apply": {
		diagnostics.ErrListIsOlder(subject, after, before),
		diag.SeverityError, unable, lines(
			`Connection "con_x": the list of keys lags behind: it shows the keys from before a rotation that is known already. Nothing was sent.`,
			"known:  current \"aLYy\", next \"kv95\", previous \"KDcb\"\nlisted: current \"KDcb\", next \"aLYy\", previous none",
			"Apply again in a few minutes."),
	},
	"List older, in the refresh": {
		diagnostics.WarnListIsOlder(subject, after, before),
		diag.SeverityWarning, "Auth0 connection keys are listed as they were before (con_x)", lines(
			`Connection "con_x": the list of keys lags behind: it shows the keys from before a rotation that is recorded. The state is kept as it was. An apply `+
				"that reads such a list sends nothing.",
			"recorded: current \"aLYy\", next \"kv95\", previous \"KDcb\"\nlisted:   current \"KDcb\", next \"aLYy\", previous none"),
	},
	"List without a known key, in the apply": {
		diagnostics.ErrListIsOlder(subject, after, others),
		diag.SeverityError, unable, lines(
			`Connection "con_x": the list of keys has none of the keys that are known already. The keys were rotated several times. Which of the two is `+
				"newer is not certain, because a list can lag behind. Nothing was sent.",
			"known:  current \"aLYy\", next \"kv95\", previous \"KDcb\"\nlisted: current \"x\", next \"y\", previous none",
			"Apply again in a few minutes."),
	},
	"List without a recorded key, in the refresh": {
		diagnostics.WarnListIsOlder(subject, after, others),
		diag.SeverityWarning, "Auth0 connection keys are listed with other keys than recorded (con_x)", lines(
			`Connection "con_x": the list of keys has none of the keys that are recorded. The keys were rotated several times. Which of the two is newer `+
				"is not certain, because a list can lag behind. The state is kept as it was. An apply that reads such a list sends nothing.",
			"recorded: current \"aLYy\", next \"kv95\", previous \"KDcb\"\nlisted:   current \"x\", next \"y\", previous none"),
	},
	"Held, at an unknown time": {
		diagnostics.ErrRotationHeld(subject, before, rotation.Hold{Doubt: rotation.ClocksApart}, rotation.Clocks{Vendor: until.Add(2 * time.Hour), Local: until}),
		diag.SeverityError, unable, lines(
			`Connection "con_x": an earlier apply sent a request to rotate these keys. The list of keys does `+
				"not show the outcome for certain, because a list may lag behind. Nothing was sent.",
			`found: current "KDcb", next "aLYy", previous none`,
			"Correct the clock that is wrong, and run again. How long ago the earlier request was sent is not known: Auth0's clock and that of this machine "+
				"are more than an hour apart (2026-03-01T13:30:00Z there, 2026-03-01T11:30:00Z here). Until it is, no rotation is sent, whatever "+
				"min_rotation_interval is."),
	},
	"Held, in the plan": {
		diagnostics.WarnRotationHeld(subject, rotation.Decision{Reason: rotation.Triggered, Hold: rotation.Hold{Until: until}}, before.Target()),
		diag.SeverityWarning, "Auth0 connection keys cannot be rotated yet (con_x)", lines(
			`Connection "con_x": a rotation is asked for, because rotate_when_changed changes. An earlier apply sent a request to rotate these keys, `+
				"and a list may not show a rotation at once. Until 2026-03-01T11:30:00Z the apply sends nothing. An apply after that "+
				"decides by the keys that are listed then.",
			`planned: current "aLYy", previous "KDcb"`),
	},
	"OutcomeUnreadable": {
		diagnostics.ErrRotationOutcomeUnread(subject, before, lost, unread, diagnostics.NextApply{Hold: rotation.Hold{Until: until}}),
		diag.SeverityError, unable, lines(
			`Connection "con_x": outcome unknown; not sent again. The request to rotate was sent once, no usable answer came, and the keys `+
				`could not be read afterwards. Before, they were: current "KDcb", next "aLYy", previous none.`,
			`rotating: Connection "con_x": the connection failed: EOF.`,
			"correlation ID idpkeys-1",
			`reading: Connection "con_x": the answer is not Auth0's (Bad Gateway).`,
			"HTTP 502",
			"Apply again: a rotation that took effect is recognised and not repeated. A list may not show a rotation at once: if the keys are listed as "+
				"before, nothing is sent until 2026-03-01T11:30:00Z. An apply after that rotates them."),
	},
	"OutcomeUnknown, creating": {
		diagnostics.ErrRotationOutcomeUnknown(subject, before, lost, diagnostics.NextApply{Creating: true, Interval: time.Hour, Hold: rotation.Hold{Until: until}}),
		diag.SeverityError, unable, lines(
			`Connection "con_x": outcome unknown; not sent again. The request to rotate was sent once and no usable answer came. `+
				`As far as can be seen, the keys are as before: current "KDcb", next "aLYy", previous none.`,
			`Connection "con_x": the connection failed: EOF.`,
			"correlation ID idpkeys-1",
			`Apply again after 2026-03-01T11:30:00Z. Within 1h0m0s (min_rotation_interval) of the rotation, it is recognised and not repeated, if it took `+
				`effect. Later, check the keys first: if the current key is "aLYy", the rotation took effect, and applying would rotate once more; import `+
				`the resource instead, or set rotate_on_create = false. `+
				`Until then, let no run apply on another machine: a list may not show a rotation at once, and only runs on this machine know of this one.`),
	},
	"No effect": {
		diagnostics.ErrRotationHadNoEffect(subject, before, lost),
		diag.SeverityError, unable, lines(
			`Connection "con_x": the request to rotate was sent once and no usable answer came. 15 minutes later, the keys are listed as before: `+
				`current "KDcb", next "aLYy", previous none. So the request had no effect, and the keys were not rotated.`,
			`Connection "con_x": the connection failed: EOF.`,
			"correlation ID idpkeys-1",
			"Apply again."),
	},
	"RotatedOtherwise": {
		diagnostics.ErrRotatedMoreThanOnce(subject, before, rotation.Snapshot{Current: "kv95", Next: "x", Previous: "aLYy"}, true, diagnostics.NextApply{}),
		diag.SeverityError, unable, lines(
			`Connection "con_x": the keys changed by more than the one rotation that was sent: something else rotates them as well.`,
			"before: current \"KDcb\", next \"aLYy\", previous none\nafter:  current \"kv95\", next \"x\", previous \"aLYy\"",
			"Find out what else rotates these keys (the Auth0 logs name the caller). The rotation that was sent took place. "+
				"Planning again adopts the keys as they are."),
	},
	"NotRotated": {
		diagnostics.ErrNotRotated(subject, lost),
		diag.SeverityError, unable, lines(
			"The keys were not rotated.",
			`Connection "con_x": the connection failed: EOF.`,
			"correlation ID idpkeys-1",
			"Check auth0.domain, the network and any proxy between this machine and Auth0, then run again."),
	},
	"LostAnswer": {
		diagnostics.WarnRotatedAnswerLost(subject, after, lost),
		diag.SeverityWarning, "Auth0 connection keys were rotated, though no usable answer came (con_x)", lines(
			`Connection "con_x": the request to rotate was sent once and no usable answer came, but the list of keys shows exactly one `+
				"rotation: by this request, or by somebody else at about the same time. It was not sent again.",
			`now: current "aLYy", next "kv95", previous "KDcb"`,
			"what came instead: the connection failed: EOF. correlation ID idpkeys-1"),
	},
	"AlreadyRotated": {
		diagnostics.WarnAlreadyRotated(subject, after),
		diag.SeverityWarning, "Auth0 connection keys had already been rotated (con_x)", lines(
			`Connection "con_x": the keys already are what this plan leads to, for example after an apply that was interrupted. Nothing was sent.`,
			`now: current "aLYy", next "kv95", previous "KDcb"`),
	},
	"AnswerTaken": {
		diagnostics.WarnRotationNotListed(subject, after, unread),
		diag.SeverityWarning, "Auth0 connection keys are not listed after the rotation (con_x)", lines(
			`Connection "con_x": the rotation was confirmed, but the list of keys could not be read afterwards, or does not show it yet. `+
				"The state was filled in from the answer; the next plan completes it.",
			`now, unless somebody else has rotated the keys as well: current "aLYy", next "kv95", previous "KDcb"`,
			`Connection "con_x": the answer is not Auth0's (Bad Gateway).`,
			"HTTP 502"),
	},
	"AnswerTaken, list stale": {
		diagnostics.WarnRotationNotListed(subject, after, nil),
		diag.SeverityWarning, "Auth0 connection keys are not listed after the rotation (con_x)", lines(
			`Connection "con_x": the rotation was confirmed, but the list of keys could not be read afterwards, or does not show it yet. `+
				"The state was filled in from the answer; the next plan completes it.",
			`now, unless somebody else has rotated the keys as well: current "aLYy", next "kv95", previous "KDcb"`),
	},
}

func TestRotation_wordForWord(t *testing.T) {
	t.Parallel()
	for name, c := range worded {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, c.got, c.severity, c.summary, c.detail)
		})
	}
}

func TestRotation_errorsSayWhatFailedAndWhatToDo(t *testing.T) {
	t.Parallel()
	for name, c := range worded {
		if c.got.Severity() != diag.SeverityError {
			continue
		}
		if !strings.HasPrefix(c.got.Summary(), "Unable to ") || strings.Contains(c.got.Summary(), "con_x") {
			t.Errorf("%s: the summary is %q", name, c.got.Summary())
		}
		if last := lastParagraph(c.got.Detail()); !beginsWithWhatToDo(last) {
			t.Errorf("%s: the detail ends with %q, not with what to do", name, last)
		}
	}
}

// Only one sentence of help: that of the rotation, not also that of the call.
func TestRotation_doesNotRepeatTheHelpOfTheCall(t *testing.T) {
	t.Parallel()
	for name, c := range worded {
		if name != "NotRotated" && strings.Contains(c.got.Detail(), "then run again") {
			t.Errorf("%s: %s", name, c.got.Detail())
		}
	}
	if help := lastParagraph(diagnostics.ErrCallFailed("rotate", subject, lost).Detail()); !strings.Contains(help, "then run again") {
		t.Errorf("the subject has lost its help: %s", help)
	}
}
