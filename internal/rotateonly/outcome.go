package rotateonly

import (
	"cmp"
	"context"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
)

// confirm takes the keys from an answer that lists them, or reads them after one
// that only says that the rotation happened.
func (p *performance[M, K]) confirm(ctx context.Context, before Live[K], answer Answer[K]) {
	if answer.After != nil {
		after := p.after(*answer.After, before)
		if rotation.Compare(p.out.before, p.resource.snapshot(after.Roles)) == rotation.Once {
			p.out.live = after
			return
		}
	}
	look := p.look(ctx, before)
	switch {
	case look.change == rotation.Once:
		p.out.live = look.live
	case look.seen && look.change == rotation.Other:
		p.out.confirmed = true
		p.out.fail(diagnose.RotatedOtherwise(p.subject, p.out.before, p.resource.snapshot(look.live.Roles), true, p.next()))
	default:
		p.out.live = Live[K]{Roles: p.resource.Vendor.Shift(before.Roles, answer.Next), Clocks: before.Clocks}.measured()
		p.out.fail(diagnose.AnswerTaken(p.subject, p.resource.snapshot(p.out.live.Roles), look.err))
	}
}

// resolve finds out what a rotation did whose answer was lost. It never sends.
func (p *performance[M, K]) resolve(ctx context.Context, before Live[K], lost error) {
	look := p.look(ctx, before)
	after := p.resource.snapshot(look.live.Roles)
	switch {
	case !look.seen:
		p.out.unknown = true
		p.out.fail(diagnose.OutcomeUnreadable(p.subject, p.out.before, lost, look.err, p.next()))
	case look.change == rotation.Once:
		p.out.live = look.live
		p.out.fail(diagnose.LostAnswer(p.subject, after, lost))
	case look.change == rotation.None:
		p.out.unknown = true
		p.out.fail(diagnose.OutcomeUnknown(p.subject, p.out.before, lost, p.next()))
	default:
		p.out.fail(diagnose.RotatedOtherwise(p.subject, p.out.before, after, false, p.next()))
	}
}

// checkRefusal looks once whether the keys say the same as the vendor, which says
// that it did not rotate. It never sends.
func (p *performance[M, K]) checkRefusal(ctx context.Context, before Live[K], refusal error) {
	live, err := p.api.Keys(ctx, p.order.parent, Settling)
	if err != nil {
		p.out.fail(diagnose.RefusedUnread(p.subject, refusal, err))
		return
	}
	live = p.after(live, before)
	after := p.resource.snapshot(live.Roles)
	switch rotation.Compare(p.out.before, after) {
	case rotation.None:
		p.out.fail(diagnose.NotRotated(p.subject, refusal))
	case rotation.Once:
		p.out.live = live
		p.out.fail(diagnose.RotatedThoughRefused(p.subject, after, refusal))
	default:
		p.out.fail(diagnose.RotatedOtherwise(p.subject, p.out.before, after, false, p.next()))
	}
}

// next is what an error can tell of the next apply.
func (p *performance[M, K]) next() diagnose.Next {
	return diagnose.Next{Creating: p.order.creating, Interval: p.order.interval}
}

// sight is what polling the keys showed.
type sight[K any] struct {
	live   Live[K]
	change rotation.Change
	// seen is true when the keys could be read at least once.
	seen bool
	err  error
}

// look polls until the keys have changed, or the polls are over.
func (p *performance[M, K]) look(ctx context.Context, before Live[K]) (s sight[K]) {
	for _, pause := range rotation.Polls() {
		if err := p.api.Policy().Wait(ctx, pause); err != nil {
			s.keep(err)
			return s
		}
		live, err := p.api.Keys(ctx, p.order.parent, Settling)
		if err != nil {
			s.keep(err)
			continue
		}
		s.live, s.seen = p.after(live, before), true
		s.change = rotation.Compare(p.out.before, p.resource.snapshot(s.live.Roles))
		if s.change != rotation.None {
			return s
		}
	}
	return s
}

// after completes what was seen after the rotation by what was known before.
func (p *performance[M, K]) after(live, before Live[K]) Live[K] {
	live.Mode = cmp.Or(live.Mode, before.Mode)
	return p.resource.place(live, p.out.before, p.retired)
}

// keep remembers the first failure, which says more than the end of time.
func (s *sight[K]) keep(err error) {
	if s.err == nil {
		s.err = err
	}
}
