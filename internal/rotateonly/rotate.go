package rotateonly

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/diagnostics"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/rotation"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/transport"
)

// leastTime is how much of an operation's time has to be left for a rotation to be
// sent: one that is sent and then not waited for is the worst of all.
const leastTime = 3 * time.Second

// rotationRequest is one rotation to carry out.
type rotationRequest struct {
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

func (r *Resource) newRequest(plan Model) rotationRequest {
	return rotationRequest{
		parent:       plan.ParentID().ValueString(),
		interval:     plan.attributes().interval(),
		requiresNext: plan.RequiresNext(),
	}
}

// result is what came of a request.
type result struct {
	live  LiveKeys
	diags diag.Diagnostics
	// unknown is true when a rotation was sent and nobody can say what became
	// of it, confirmed when it took place but could not be recorded; before are
	// the keys that it was sent against.
	unknown, confirmed bool
	before             rotation.Snapshot
}

func (out *result) add(d diag.Diagnostic) { out.diags.Append(d) }

// rotateOnce rotates exactly once: read, compare with the target, send, and find
// out. The only repetition is after the vendor's own HTTP 429, which says that
// nothing was executed, and it begins again with reading.
func (r *Resource) rotateOnce(ctx context.Context, m Model, o rotationRequest) (out result) {
	subject := r.subject(m)
	api, err := r.api()
	if err != nil {
		out.add(diagnostics.ErrCallFailed("rotate", subject, err))
		return out
	}
	unlock, err := api.Lock(ctx, o.parent)
	if err != nil {
		out.add(diagnostics.ErrCallFailed("rotate", subject, err))
		return out
	}
	defer unlock()
	run := &rotator{resource: r, api: api, subject: subject, request: o}
	tries := api.Policy().Writes()
	for again := true; again; again = tries.Again(ctx, err) {
		if err = tries.Begin(ctx); err != nil {
			break
		}
		before, ok := run.decide(ctx)
		if !ok {
			break
		}
		err = run.send(ctx, before)
	}
	if err != nil {
		run.out.add(diagnostics.ErrNotRotated(subject, err))
	}
	return run.out
}

// rotator is one request under way.
type rotator struct {
	resource *Resource
	api      API
	subject  diagnostics.Subject
	request  rotationRequest
	out      result
	// retired are the keys that no longer signed when the rotation was sent.
	retired []string
	// limited is true once the rate limit has held the request back.
	limited bool
}

// addDiagnostic adds a diagnostic. What it says of requests is about all tries of this request.
func (p *rotator) addDiagnostic(d diag.Diagnostic) {
	if p.limited {
		d = diagnostics.NothingSentAgain(d, "HTTP 429, the answer of the rate limit")
	}
	p.out.add(d)
}

// decide reads the keys, and decides whether to rotate them. If not, the result says why.
func (p *rotator) decide(ctx context.Context) (live LiveKeys, rotate bool) {
	live, err := p.api.Keys(ctx, p.request.parent, Fresh)
	if err != nil {
		p.addDiagnostic(diagnostics.ErrCallFailed("read", p.subject, err))
		return live, false
	}
	live = resolvePrevious(live, p.targetBase(), p.request.retired)
	found := snapshotOf(live.Roles)
	if !p.resource.canRotate(found) {
		p.addDiagnostic(diagnostics.ErrNoNextKey(p.subject, found))
		return live, false
	}
	if p.request.target == nil {
		decision := rotation.PlanCreate(true, live.Times, p.request.interval, live.now)
		switch decision.Intent {
		case rotation.Adopt:
			p.out.live = live
			p.addDiagnostic(diagnostics.WarnRotationAdopted(p.subject, decision, found, live.Times.Rotated))
			return live, false
		case rotation.Refuse:
			p.addDiagnostic(diagnostics.ErrAgeUnknown(p.subject, decision.Doubt, live.Clocks, true))
			return live, false
		}
		target := found.Target()
		p.request.target = &target
	}
	switch rotation.Decide(*p.request.target, found) {
	case rotation.Done:
		p.out.live = live
		p.addDiagnostic(diagnostics.WarnAlreadyRotated(p.subject, found))
		return live, false
	case rotation.Moved:
		p.addDiagnostic(diagnostics.ErrKeysChanged(p.subject, *p.request.target, found))
		return live, false
	}
	until, doubt := live.Times.RecentUntil(p.request.interval, live.now), live.Times.Unguarded(p.request.interval)
	switch {
	case doubt != rotation.NoDoubt:
		p.addDiagnostic(diagnostics.ErrAgeUnknown(p.subject, doubt, live.Clocks, p.request.creating))
		return live, false
	case !until.IsZero():
		p.addDiagnostic(diagnostics.ErrRotationTooSoon(p.subject, until))
		return live, false
	case found.Next == "" && p.request.requiresNext:
		p.addDiagnostic(diagnostics.ErrNextKeyRequired(p.subject, found))
		return live, false
	}
	return live, true
}

// targetBase is the snapshot that the target was made from, as far as it is known.
func (p *rotator) targetBase() rotation.Snapshot {
	if p.request.target == nil || p.request.known.Current != "" {
		return p.request.known
	}
	return rotation.Snapshot{Current: p.request.target.Previous, Next: p.request.target.Current}
}

// send sends the one request and finds out what it did. It returns an error only for
// what is to be tried again: a rotation that was held back by the rate limit. Everything
// else is worded in the result.
func (p *rotator) send(ctx context.Context, before LiveKeys) error {
	if end, ok := ctx.Deadline(); ok && time.Until(end) < leastTime && ctx.Err() == nil {
		p.addDiagnostic(diagnostics.ErrNotRotated(p.subject, &apierr.Error{
			Kind: apierr.Unavailable, Message: "the time left of timeouts is too short to rotate and to read the keys afterwards; nothing was sent",
		}))
		return nil
	}
	if err := ctx.Err(); err != nil {
		p.addDiagnostic(diagnostics.ErrCallFailed("rotate", p.subject, &apierr.Error{Kind: apierr.Canceled, Message: "interrupted; nothing was sent", Err: err}))
		return nil
	}
	settle, cancel := transport.Settling(ctx)
	defer cancel()
	p.out.before, p.retired = snapshotOf(before.Roles), retiredKIDs(before.Roles)
	// The other half of the time is left for finding out what became of it.
	sending, cancelSending := withHalfTheTime(settle)
	defer cancelSending()
	answer, err := p.api.Rotate(sending, p.request.parent)
	switch rotation.Judge(rotation.AnswerOf(err)) {
	case rotation.NotExecuted:
		p.limited = true
		return err
	case rotation.NotSent:
		p.addDiagnostic(diagnostics.ErrNotRotated(p.subject, err))
	case rotation.Refused:
		p.checkRefusal(settle, before, err)
	case rotation.Rotated:
		p.confirm(settle, before, answer)
	default:
		p.resolveLostAnswer(settle, before, err)
	}
	return nil
}

// withHalfTheTime is a context with half of the time there is.
func withHalfTheTime(ctx context.Context) (context.Context, context.CancelFunc) {
	end, limited := ctx.Deadline()
	if !limited {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Until(end)/2)
}
