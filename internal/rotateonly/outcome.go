package rotateonly

import (
	"cmp"
	"context"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// confirm takes the keys from an answer that lists them, or reads them after one
// that only says that the rotation happened. An answer that shows anything but one rotation
// of the keys proves nothing: then it goes on as after a lost answer.
func (p *rotator) confirm(ctx context.Context, before LiveKeys, answer RotateResponse) {
	if answer.After != nil {
		after := p.completeFrom(*answer.After, before)
		if rotation.Compare(p.out.before, snapshotOf(after.Roles)) == rotation.Once {
			p.out.live = after
			return
		}
	}
	if answer.After != nil || p.out.before.Has(kidOf(answer.Next)) {
		p.resolveLostAnswer(ctx, before, &apierr.Error{
			Kind: apierr.Unavailable, Sent: true, Ours: true, Message: "the answer does not show one rotation of these keys",
		})
		return
	}
	seen := p.poll(ctx, before)
	switch {
	case seen.change == rotation.Once:
		p.out.live = seen.live
	case seen.ok && seen.change == rotation.Other:
		p.out.confirmed = true
		p.out.add(diagnostics.ErrRotatedMoreThanOnce(p.subject, p.out.before, snapshotOf(seen.live.Roles), true, p.nextApply()))
	default:
		p.out.live = LiveKeys{Roles: p.resource.Spec.Shift(before.Roles, answer.Next), Clocks: before.Clocks}.measured()
		p.out.add(diagnostics.WarnRotationNotListed(p.subject, snapshotOf(p.out.live.Roles), seen.err))
	}
}

// resolveLostAnswer finds out what a rotation did whose answer was lost. It never sends.
func (p *rotator) resolveLostAnswer(ctx context.Context, before LiveKeys, lost error) {
	seen := p.poll(ctx, before)
	after := snapshotOf(seen.live.Roles)
	switch {
	case !seen.ok:
		p.out.unknown = true
		p.out.add(diagnostics.ErrRotationOutcomeUnread(p.subject, p.out.before, lost, seen.err, p.nextApply()))
	case seen.change == rotation.Once:
		p.out.live = seen.live
		p.out.add(diagnostics.WarnRotatedAnswerLost(p.subject, after, lost))
	case seen.change == rotation.None:
		p.out.unknown = true
		p.out.add(diagnostics.ErrRotationOutcomeUnknown(p.subject, p.out.before, lost, p.nextApply()))
	default:
		p.out.add(diagnostics.ErrRotatedMoreThanOnce(p.subject, p.out.before, after, false, p.nextApply()))
	}
}

// checkRefusal looks once whether the keys say the same as the vendor, which says
// that it did not rotate. It never sends.
func (p *rotator) checkRefusal(ctx context.Context, before LiveKeys, refusal error) {
	live, err := p.api.Keys(ctx, p.request.parent, Settling)
	if err != nil {
		p.out.add(diagnostics.ErrRotationRefusedKeysUnread(p.subject, refusal, err))
		return
	}
	live = p.completeFrom(live, before)
	after := snapshotOf(live.Roles)
	switch rotation.Compare(p.out.before, after) {
	case rotation.None:
		p.out.add(diagnostics.ErrNotRotated(p.subject, refusal))
	case rotation.Once:
		p.out.live = live
		p.out.add(diagnostics.WarnRotatedThoughRefused(p.subject, after, refusal))
	default:
		p.out.add(diagnostics.ErrRotatedMoreThanOnce(p.subject, p.out.before, after, false, p.nextApply()))
	}
}

// nextApply is what an error can tell of the next apply.
func (p *rotator) nextApply() diagnostics.NextApply {
	return diagnostics.NextApply{Creating: p.request.creating, Interval: p.request.interval}
}

// observation is what polling the keys showed.
type observation struct {
	live   LiveKeys
	change rotation.Drift
	// ok is true when the keys could be read at least once.
	ok  bool
	err error
}

// poll polls until the keys have changed, or the polls are over.
func (p *rotator) poll(ctx context.Context, before LiveKeys) (s observation) {
	for _, pause := range rotation.Polls() {
		if err := p.api.Policy().Wait(ctx, pause); err != nil {
			s.keepFirstError(err)
			return s
		}
		live, err := p.api.Keys(ctx, p.request.parent, Settling)
		if err != nil {
			s.keepFirstError(err)
			continue
		}
		s.live, s.ok = p.completeFrom(live, before), true
		s.change = rotation.Compare(p.out.before, snapshotOf(s.live.Roles))
		if s.change != rotation.None {
			return s
		}
	}
	return s
}

// completeFrom completes what was seen after the rotation by what was known before.
func (p *rotator) completeFrom(live, before LiveKeys) LiveKeys {
	live.Mode = cmp.Or(live.Mode, before.Mode)
	return resolvePrevious(live, p.out.before, p.retired)
}

// keepFirstError remembers the first failure, which says more than the end of time.
func (s *observation) keepFirstError(err error) {
	if s.err == nil {
		s.err = err
	}
}
