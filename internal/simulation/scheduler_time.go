package simulation

import (
	"context"
	"net/http"
	"time"
)

// passTime lets time pass until the first task that waits for a time may go on, or until
// another one comes to a pause.
func (s *scheduler) passTime() {
	first := s.firstDue()
	wait := time.Hour
	if first != nil {
		wait = time.Until(first.due)
	}
	if wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-s.woken:
		}
		s.goOn() // whose context ends at the same moment goes on first
	}
	if first != nil && !time.Now().Before(first.due) {
		s.expire(first)
	}
}

// firstDue is the pause that ends first by itself, by its time or by a timeout.
func (s *scheduler) firstDue() *pause {
	s.mu.Lock()
	defer s.mu.Unlock()
	var first *pause
	for _, p := range s.pauses {
		if !p.due.IsZero() && (first == nil || p.due.Before(first.due) || p.due.Equal(first.due) && p.task.name < first.task.name) {
			first = p
		}
	}
	return first
}

// sleep waits for d, in a process that may be killed meanwhile.
func (s *scheduler) sleep(ctx context.Context, d time.Duration) error {
	t := taskOf(ctx)
	if err := ctx.Err(); err != nil {
		return err
	}
	if t.run.dead {
		return errGone
	}
	if d <= 0 {
		return nil
	}
	_, err := s.await(ctx, &pause{task: t, due: time.Now().Add(d)}) //nolint:bodyclose // a wait has no answer
	if t.run.dead {
		return errGone
	}
	return err
}

// expire ends a pause whose time has come: a wait is over, a request has had no answer.
func (s *scheduler) expire(p *pause) {
	if p.request != nil {
		s.release(p, answer{err: context.DeadlineExceeded})
		return
	}
	s.release(p, answer{})
}

// hold lets a request have no answer, until its timeout.
func (s *scheduler) hold(p *pause) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.held, p.due = true, timeout(p.request)
}

// timeout is just before the moment at which a request gives up by itself.
func timeout(req *http.Request) time.Time {
	at, _ := req.Context().Deadline()
	return at.Add(-time.Millisecond)
}

// pass lets d pass, in which requests that wait have no answer.
func (s *scheduler) pass(d time.Duration) {
	end := time.Now().Add(d)
	for {
		var first *pause
		for _, p := range s.requests() {
			if first == nil || timeout(p.request).Before(timeout(first.request)) {
				first = p
			}
		}
		if first == nil || timeout(first.request).After(end) {
			break
		}
		pass(time.Until(timeout(first.request)))
		s.goOn()
		s.release(first, answer{err: context.DeadlineExceeded})
	}
	pass(time.Until(end))
	s.goOn()
}
