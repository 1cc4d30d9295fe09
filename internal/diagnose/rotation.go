package diagnose

import (
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

const rotateVerb = "rotate"

// Moved words a plan that the keys have left behind.
func Moved(s Subject, planned rotation.Target, found rotation.Snapshot) diag.Diagnostic {
	what := "the keys were rotated since this plan was made"
	if found.Current == planned.Previous {
		what = "the next key has gone, or is another one, since this plan was made"
	}
	return diag.NewErrorDiagnostic(Summary(rotateVerb, s), fmt.Sprintf(
		"%s: %s. Nothing was sent.\n\nplanned: %s\nfound:   %s\n\n"+
			"Plan again, without -refresh=false, and look at the new plan before you apply it.",
		s.Parent, what, planned, found))
}

// AdoptionTooOld words a rotation from outside that a plan takes for the one that
// is asked for, and that is no longer recent.
func AdoptionTooOld(s Subject, found rotation.Snapshot, at time.Time) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary(rotateVerb, s), fmt.Sprintf(
		"%s: this plan takes the rotation of %s as the rotation that is asked for, but it is no longer recent (min_rotation_interval). "+
			"Nothing was sent.\n\nfound: %s\n\nPlan again, without -refresh=false: the new plan rotates.",
		s.Parent, at.UTC().Format(time.RFC3339), found))
}

// TooSoon words a rotation inside min_rotation_interval.
func TooSoon(s Subject, until time.Time) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary(rotateVerb, s), fmt.Sprintf(
		"%s: the keys were rotated too recently. Another rotation now would retire a key that verifiers have only "+
			"just fetched, so nothing was sent.\n\nApply again after %s, or set a shorter min_rotation_interval (\"0s\" turns the guard off).",
		s.Parent, until.UTC().Format(time.RFC3339)))
}

// NoNext words a parent without a key to rotate to.
func NoNext(s Subject, found rotation.Snapshot) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary(rotateVerb, s), fmt.Sprintf(
		"%s: there is no key to rotate to. Nothing was sent.\n\nfound: %s\n\n"+
			"Check the keys in the %s dashboard, then plan again.",
		s.Parent, found, s.Vendor))
}

// NextRequired words a rotation that require_next refuses.
func NextRequired(s Subject, found rotation.Snapshot) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary(rotateVerb, s), fmt.Sprintf(
		"%s: no next key is listed, and require_next is true: no verifier could have seen the key that would sign. Nothing was sent."+
			"\n\nfound: %s\n\nPlan again once %s lists a next key, or set require_next = false to rotate to a key that nobody has seen.",
		s.Parent, found, s.Vendor))
}

// OutcomeUnknown words a rotation request whose answer was lost and whose
// effect is not to be seen. err is the failure of the request.
func OutcomeUnknown(s Subject, before rotation.Snapshot, err error, next Next) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary(rotateVerb, s), fmt.Sprintf(
		"%s: outcome unknown; not sent again. The request to rotate was sent once and no usable answer came. "+
			"As far as can be seen, the keys are as before: %s.\n\n%s\n\n%s",
		s.Parent, before, Detail(s.helpingWithAccess(), err), next.advice(before)))
}

// Next is what the next apply can rely on.
type Next struct {
	// Creating is true where no state remembers the attempt, so that only its
	// age tells it from another: within Interval it is recognised.
	Creating bool
	Interval time.Duration
}

func (n Next) advice(before rotation.Snapshot) string {
	if !n.Creating {
		return "Apply again: if the rotation took effect after all, it is recognised and not repeated."
	}
	sign := "the current key is " + quoted(before.Next)
	if before.Next == "" {
		sign = "the current key is no longer " + quoted(before.Current)
	}
	if n.Interval <= 0 {
		return fmt.Sprintf("Check the keys before you apply again, since min_rotation_interval is \"0s\": if %s, the rotation took effect, and applying "+
			"would rotate once more; import the resource instead, or set rotate_on_create = false.", sign)
	}
	return fmt.Sprintf("Apply again within %s (min_rotation_interval): if the rotation took effect after all, it is recognised and "+
		"not repeated. Later, look first: if %s, it took effect, and applying would rotate once more; "+
		"import the resource instead, or set rotate_on_create = false.", n.Interval, sign)
}

// maxKID bounds what is shown of a kid, in characters; those of the vendors are far
// shorter.
const maxKID = 200

// quoted is a kid in quotes, with everything escaped that acts on a terminal.
func quoted(kid string) string {
	if runes := []rune(kid); len(runes) > maxKID {
		return quoted(string(runes[:maxKID])) + fmt.Sprintf(" ... (%d characters more)", len(runes)-maxKID)
	}
	return strings.ReplaceAll(fmt.Sprintf("%q", kid), "::", ": :") // with which a command to a CI would begin
}

// OutcomeUnreadable words a rotation whose answer was lost when the keys could
// not be read afterwards either. err is the failure of the request, look that
// of the last attempt to read.
func OutcomeUnreadable(s Subject, before rotation.Snapshot, err, look error, next Next) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary(rotateVerb, s), fmt.Sprintf(
		"%s: outcome unknown; not sent again. The request to rotate was sent once, no usable answer came, and the keys "+
			"could not be read afterwards. Before, they were: %s.\n\nrotating: %s\n\nreading: %s\n\n%s",
		s.Parent, before, Detail(s.helpingWithAccess(), err), Detail(s.withoutHelp(), look), next.advice(before)))
}

// RotatedOtherwise words keys that one rotation does not explain. confirmed is
// true when the vendor said that the rotation that was sent took place.
func RotatedOtherwise(s Subject, before, after rotation.Snapshot, confirmed bool, next Next) diag.Diagnostic {
	then := "Planning again rotates once more; keep the old value of rotate_when_changed if you do not want that."
	switch {
	case confirmed && next.Creating:
		then = "The rotation that was sent took place. Import the resource to adopt the keys as they are; creating it again may rotate once more."
	case confirmed:
		then = "The rotation that was sent took place. Planning again adopts the keys as they are."
	case next.Creating:
		then = "Import the resource to adopt the keys as they are; creating it again may rotate once more."
	}
	return diag.NewErrorDiagnostic(Summary(rotateVerb, s), fmt.Sprintf(
		"%s: the keys changed by more than the one rotation that was sent: something else rotates them as well.\n\n"+
			"before: %s\nafter:  %s\n\n"+
			"Find out what else rotates these keys (the %s logs name the caller). %s",
		s.Parent, before, after, s.Vendor, then))
}

// NotRotated words a rotation that was refused, or never left.
func NotRotated(s Subject, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary(rotateVerb, s), "The keys were not rotated.\n\n"+Detail(s, err))
}

// RefusedUnread words a rotation that was refused, with keys that could not be read
// afterwards to see whether that is so. look is the failure of reading.
func RefusedUnread(s Subject, refusal, look error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(Summary(rotateVerb, s), fmt.Sprintf(
		"By what %s answered, the keys were not rotated. They could not be read afterwards, to see that it is so.\n\n%s\n\nreading: %s",
		s.Vendor, Detail(s, refusal), Detail(s.withoutHelp(), look)))
}

// LostAnswer words a rotation that happened although its answer was lost.
func LostAnswer(s Subject, after rotation.Snapshot, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.Titled("were rotated, though no usable answer came"), fmt.Sprintf(
		"%s: the request to rotate was sent once and no usable answer came, but the keys show that exactly one rotation "+
			"took place. It was not sent again.\n\nnow: %s\n\nwhat came instead: %s",
		s.Parent, after, Cause(s, err)))
}

// RotatedThoughRefused words a rotation that the vendor refused, and that the keys
// show nevertheless. err is the refusal.
func RotatedThoughRefused(s Subject, after rotation.Snapshot, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.Titled("were rotated, though the request was refused"), fmt.Sprintf(
		"%s: the request to rotate was sent once and %s refused it, but the keys show that exactly one rotation took place: "+
			"by this request, or by somebody else at the same moment. It was not sent again.\n\nnow: %s\n\nthe refusal: %s",
		s.Parent, s.Vendor, after, Cause(s, err)))
}

// AlreadyRotated words a rotation that needs no request any more.
func AlreadyRotated(s Subject, found rotation.Snapshot) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.Titled("had already been rotated"), fmt.Sprintf(
		"%s: the keys already are what this plan leads to, for example after an apply that was interrupted. "+
			"Nothing was sent.\n\nnow: %s",
		s.Parent, found))
}

// AnswerTaken words a confirmed rotation after which the keys could not be
// listed.
func AnswerTaken(s Subject, now rotation.Snapshot, err error) diag.Diagnostic {
	detail := fmt.Sprintf(
		"%s: the rotation was confirmed, but the list of keys could not be read afterwards, or does not show it yet. The "+
			"state was filled in from the answer; the next plan completes it.\n\nnow: %s",
		s.Parent, now)
	if err != nil {
		detail += "\n\n" + Detail(s.withoutHelp(), err)
	}
	return diag.NewWarningDiagnostic(s.Titled("are not listed after the rotation"), detail)
}

// helpingWithAccess leaves out the help that says to try again: the sentences around
// say how. What to do about credentials and scopes they do not say.
func (s Subject) helpingWithAccess() Subject {
	help := map[apierr.Kind]string{}
	for _, kind := range []apierr.Kind{apierr.Unauthorized, apierr.Forbidden} {
		help[kind] = s.Help[kind]
	}
	s.Help = help
	return s
}

func (s Subject) withoutHelp() Subject {
	s.Help, s.CodeHelp = nil, nil
	return s
}
