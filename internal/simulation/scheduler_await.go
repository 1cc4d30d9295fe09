package simulation

import (
	"context"
	"net/http"
	"slices"
	"time"
)

// await has a task wait for the scheduler. It fails with the error of ctx if that ends first.
func (s *scheduler) await(ctx context.Context, p *pause) (*http.Response, error) {
	s.add(p)
	select {
	case a := <-p.resume:
		return a.response, a.err
	case <-ctx.Done():
	}
	if s.interrupt(p) {
		<-p.resume
		return nil, ctx.Err()
	}
	a := <-p.resume // the scheduler has taken it already
	return a.response, a.err
}

// afterWait has a task wait to go on, after it has waited for another one.
func (s *scheduler) afterWait(ctx context.Context) {
	p := &pause{task: taskOf(ctx), goesOn: true}
	s.add(p)
	<-p.resume
}

func (s *scheduler) add(p *pause) {
	p.resume = make(chan answer, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !p.goesOn {
		s.expect(p.task)
	}
	s.pauses = append(s.pauses, p)
	s.wake()
}

// interrupt ends what a task waits for: it may go on. It is false if the pause has ended before.
func (s *scheduler) interrupt(p *pause) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	there := slices.Contains(s.pauses, p)
	if there {
		p.goesOn, p.request, p.writesRecord, p.due = true, nil, false, time.Time{}
		s.wake()
	}
	return there
}

// take takes a pause off the list. It is false if it was taken before.
func (s *scheduler) take(p *pause) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.Index(s.pauses, p)
	if i >= 0 {
		s.pauses = slices.Delete(s.pauses, i, i+1)
	}
	return i >= 0
}
