package rotateonly

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnose"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// leastTime is how much of an operation's time has to be left for a rotation to be
// sent: one that is sent and then not waited for is the worst of all.
const leastTime = 3 * time.Second

// order is one rotation to carry out.
type order struct {
	parent   string
	interval time.Duration
	// target is nil where the plan could not name one. Then the keys that are
	// read first decide.
	target   *rotation.Target
	creating bool
	// requiresNext refuses to rotate where there is no next key.
	requiresNext bool
	// known are the keys that the target was made from, retired those that no
	// longer signed then, as far as they are recorded.
	known   rotation.Snapshot
	retired []string
}

func (r *Resource[M, K]) order(plan *M) order {
	return order{
		parent:       r.Vendor.ParentID(plan).ValueString(),
		interval:     r.Vendor.Shared(plan).interval(),
		requiresNext: r.requiresNext(*plan),
	}
}

// result is what came of an order.
type result[K any] struct {
	live  Live[K]
	diags diag.Diagnostics
	// unknown is true when a rotation was sent and nobody can say what became
	// of it, confirmed when it took place but could not be recorded; before are
	// the keys that it was sent against.
	unknown, confirmed bool
	before             rotation.Snapshot
}

func (out *result[K]) fail(d diag.Diagnostic) { out.diags.Append(d) }

// perform rotates exactly once: read, compare with the target, send, and find
// out. The only repetition is after the vendor's own HTTP 429, which says that
// nothing was executed, and it begins again with reading.
func (r *Resource[M, K]) perform(ctx context.Context, m *M, o order) (out result[K]) {
	subject := r.subject(m)
	api, err := r.api()
	if err != nil {
		out.fail(diagnose.Error("rotate", subject, err))
		return out
	}
	unlock, err := api.Lock(ctx, o.parent)
	if err != nil {
		out.fail(diagnose.Error("rotate", subject, err))
		return out
	}
	defer unlock()
	run := &performance[M, K]{resource: r, api: api, subject: subject, order: o}
	err = api.Policy().Write(ctx, run.once)
	if err != nil {
		run.out.fail(diagnose.NotRotated(subject, err))
	}
	return run.out
}

// performance is one order under way.
type performance[M, K any] struct {
	resource *Resource[M, K]
	api      API[K]
	subject  diagnose.Subject
	order    order
	out      result[K]
	// retired are the keys that no longer signed when the rotation was sent.
	retired []string
	// limited is true once the rate limit has held the request back.
	limited bool
}

// say adds a diagnostic. What it says of requests is about all of this order.
func (p *performance[M, K]) say(d diag.Diagnostic) {
	if p.limited {
		d = diagnose.SentBefore(d, "HTTP 429, the answer of the rate limit")
	}
	p.out.fail(d)
}

// once reads, decides and sends at most one request. It returns an error only
// for what the retry policy is to see: a rotation that was held back by the
// rate limit. Everything else is worded in the result.
func (p *performance[M, K]) once(ctx context.Context) error {
	live, err := p.api.Keys(ctx, p.order.parent, Fresh)
	if err != nil {
		p.say(diagnose.Error("read", p.subject, err))
		return nil
	}
	live = p.resource.place(live, p.known(), p.order.retired)
	found := p.resource.snapshot(live.Roles)
	if !p.resource.complete(found) {
		p.say(diagnose.NoNext(p.subject, found))
		return nil
	}
	if p.order.target == nil {
		decision := rotation.PlanCreate(true, live.Times, p.order.interval, live.now)
		switch decision.Intent {
		case rotation.Adopt:
			p.out.live = live
			p.say(warnAdoption(p.subject, decision, found, live.Times.Rotated))
			return nil
		case rotation.Refuse:
			p.say(diagnose.AgeUnknown(p.subject, decision.Doubt, live.Clocks, true))
			return nil
		}
		target := found.Target()
		p.order.target = &target
	}
	switch rotation.Decide(*p.order.target, found) {
	case rotation.Done:
		p.out.live = live
		p.say(diagnose.AlreadyRotated(p.subject, found))
		return nil
	case rotation.Moved:
		p.say(diagnose.Moved(p.subject, *p.order.target, found))
		return nil
	}
	until, doubt := live.Times.RecentUntil(p.order.interval, live.now), live.Times.Unguarded(p.order.interval)
	switch {
	case doubt != rotation.NoDoubt:
		p.say(diagnose.AgeUnknown(p.subject, doubt, live.Clocks, p.order.creating))
		return nil
	case !until.IsZero():
		p.say(diagnose.TooSoon(p.subject, until))
		return nil
	case found.Next == "" && p.order.requiresNext:
		p.say(diagnose.NextRequired(p.subject, found))
		return nil
	}
	return p.send(ctx, live)
}

// known is the snapshot that the target was made from, as far as it is known.
func (p *performance[M, K]) known() rotation.Snapshot {
	if p.order.target == nil || p.order.known.Current != "" {
		return p.order.known
	}
	return rotation.Snapshot{Current: p.order.target.Previous, Next: p.order.target.Current}
}

// send sends the one request and finds out what it did.
func (p *performance[M, K]) send(ctx context.Context, before Live[K]) error {
	if end, ok := ctx.Deadline(); ok && time.Until(end) < leastTime && ctx.Err() == nil {
		p.say(diagnose.NotRotated(p.subject, &apierr.Error{
			Kind: apierr.Unavailable, Message: "too little is left of the time allowed (timeouts) to rotate and find out what became of it; nothing was sent",
		}))
		return nil
	}
	if err := ctx.Err(); err != nil {
		p.say(diagnose.Error("rotate", p.subject, &apierr.Error{Kind: apierr.Canceled, Message: "interrupted; nothing was sent", Err: err}))
		return nil
	}
	settle, cancel := transport.Settling(ctx)
	defer cancel()
	p.out.before, p.retired = p.resource.snapshot(before.Roles), p.resource.retired(before.Roles)
	answer, err := p.rotate(settle)
	switch rotation.Judge(rotation.AnswerOf(err)) {
	case rotation.NotExecuted:
		p.limited = true
		return err
	case rotation.NotSent:
		p.say(diagnose.NotRotated(p.subject, err))
	case rotation.Refused:
		p.checkRefusal(settle, before, err)
	case rotation.Rotated:
		p.confirm(settle, before, answer)
	default:
		p.resolve(settle, before, err)
	}
	return nil
}

// rotate sends the request under half of the time there is, so that the other
// half is left for finding out.
func (p *performance[M, K]) rotate(settle context.Context) (Answer[K], error) {
	if end, ok := settle.Deadline(); ok {
		var cancel context.CancelFunc
		settle, cancel = context.WithTimeout(settle, time.Until(end)/2)
		defer cancel()
	}
	return p.api.Rotate(settle, p.order.parent)
}
