package simulation

import (
	"cmp"
	"slices"
)

// steps are the tasks that wait for an answer, or are about to write a record, in an order
// that does not depend on that of the goroutines.
func (s *scheduler) steps() []*pause {
	s.mu.Lock()
	defer s.mu.Unlock()
	waiting := slices.DeleteFunc(slices.Clone(s.pauses), func(p *pause) bool { return p.request == nil && !p.writesRecord || p.held })
	slices.SortFunc(waiting, func(a, b *pause) int {
		return cmp.Or(cmp.Compare(a.task.name, b.task.name), cmp.Compare(a.what(), b.what()))
	})
	return waiting
}

// requests are the tasks that wait for an answer, in the same order.
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

// of are the pauses of a run.
func (s *scheduler) of(r *run) (some []*pause) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.pauses {
		if p.task.run == r {
			some = append(some, p)
		}
	}
	return some
}

// reads reports whether a task of a run waits for what it reads of a parent.
func (s *scheduler) reads(r *run, parent string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.pauses, func(p *pause) bool {
		return p.task.run == r && p.task.parent == parent && p.request != nil && !isWrite(p.request)
	})
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
