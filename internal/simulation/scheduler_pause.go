package simulation

import (
	"cmp"
	"slices"
)

// those are the pauses of a kind, in an order that does not depend on that of the goroutines.
func (s *scheduler) those(kind func(*pause) bool) []*pause {
	s.mu.Lock()
	defer s.mu.Unlock()
	some := slices.DeleteFunc(slices.Clone(s.pauses), func(p *pause) bool { return !kind(p) })
	slices.SortStableFunc(some, func(a, b *pause) int {
		return cmp.Or(cmp.Compare(a.task.name, b.task.name), cmp.Compare(a.what(), b.what()))
	})
	return some
}

// steps are the tasks that wait for an answer, or are about to write a record.
func (s *scheduler) steps() []*pause {
	return s.those(func(p *pause) bool { return (p.request != nil || p.writesRecord) && !p.held })
}

// ready are the tasks that may go on.
func (s *scheduler) ready() []*pause { return s.those(func(p *pause) bool { return p.goesOn }) }

// of are the pauses of a run.
func (s *scheduler) of(r *run) []*pause {
	return s.those(func(p *pause) bool { return p.task.run == r })
}

// requests are the tasks that wait for an answer.
func (s *scheduler) requests() []*pause {
	return slices.DeleteFunc(s.steps(), func(p *pause) bool { return p.request == nil })
}

// what is what a task waits for, in one word that tells it from what others wait for.
func (p *pause) what() string {
	if p.request == nil {
		return ""
	}
	return p.request.Method + " " + p.request.URL.Path
}

// waits reports whether a pause has not ended.
func (s *scheduler) waits(p *pause) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.pauses, p)
}

// running counts the tasks that have not ended.
func (s *scheduler) running() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.tasks {
		if !t.ended {
			n++
		}
	}
	return n
}
