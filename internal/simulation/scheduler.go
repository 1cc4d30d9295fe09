package simulation

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"
	"testing/synctest"
	"time"
)

// errGone is what a process gets that was killed: nobody waits for what it does.
var errGone = errors.New("the process was killed")

// errRefused is a connection that could not be made: the request never left.
var errRefused = errors.New("connection refused")

// task is one goroutine of a process, such as the apply of one resource.
type task struct {
	name    string
	run     *run
	address string
	do      []func()
	ended   bool
}

type taskKey struct{}

// taskOf is the task in whose context something happens.
func taskOf(ctx context.Context) *task {
	t, _ := ctx.Value(taskKey{}).(*task)
	return t
}

// pause is a task that waits for the scheduler: to have a request answered, to write a
// record, for a time to come, or to go on.
type pause struct {
	task *task
	// request is nil where the task waits for something else.
	request *http.Request
	// writesRecord is true where the task is about to write a record.
	writesRecord bool
	// goesOn is true where the task has nothing to wait for any more but for others that go on: its
	// wait for another task is over, or its context has ended.
	goesOn bool
	due    time.Time
	resume chan answer
	// held means that no answer ever comes.
	held bool
}

// answer is what becomes of a request.
type answer struct {
	response *http.Response
	err      error
}

// scheduler decides which task goes on. All tasks are in one bubble of testing/synctest,
// and at most one of them computes at a time. Where one event ends the waits of several, such as a
// list that they share, a lock that is freed, or a time that comes, each comes to a pause before it
// goes on.
type scheduler struct {
	// choose says which of several tasks goes on first, from 0.
	choose func([]*pause) int

	mu     sync.Mutex
	pauses []*pause
	tasks  []*task
	// current is the task that was let go on last, nil once all wait.
	current *task
	// woken has an entry once a task has come to a pause or has ended.
	woken chan struct{}
	// crash is the first panic of a task.
	crash any
	stack string
}

func newScheduler(choose func([]*pause) int) *scheduler {
	return &scheduler{choose: choose, woken: make(chan struct{}, 1)}
}

// start begins a task, and returns when all tasks wait or have ended.
func (s *scheduler) start(t *task) {
	s.tasks = append(s.tasks, t)
	s.letGoOn(t)
	go func() {
		defer func() {
			failure := recover()
			s.mu.Lock()
			defer s.mu.Unlock()
			if failure != nil && s.crash == nil {
				s.crash, s.stack = failure, string(debug.Stack())
			}
			s.expect(t)
			t.ended = true
			s.wake()
		}()
		for _, do := range t.do {
			do()
		}
	}()
	s.goOn()
}

// letGoOn notes which task goes on.
func (s *scheduler) letGoOn(t *task) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = t
}

// expect ends the simulation if a task goes on that the scheduler has not let go on: it waits for
// another one in a way that the scheduler does not know, and the order of the two may be another one
// the next time. The lock is held.
func (s *scheduler) expect(t *task) {
	if s.current != t && s.crash == nil {
		s.crash = t.name + " goes on without the scheduler: after each wait for another goroutine, callcontext.AfterWait has to be called"
	}
}

func (s *scheduler) wake() {
	select {
	case s.woken <- struct{}{}:
	default:
	}
}

// release ends a pause, and returns when all tasks wait again or have ended.
func (s *scheduler) release(p *pause, a answer) {
	if s.take(p) {
		s.letGoOn(p.task)
		p.resume <- a
		s.goOn()
	}
}

// goOn lets the tasks that may go on do so, one after the other, until all wait or have ended. Those
// of runs that were killed are first, for which nothing is drawn.
func (s *scheduler) goOn() {
	for {
		synctest.Wait()
		s.letGoOn(nil)
		ready := s.ready()
		if len(ready) == 0 {
			return
		}
		first := slices.IndexFunc(ready, func(p *pause) bool { return p.task.run.dead })
		if first < 0 {
			first = s.choose(ready)
		}
		p := ready[first]
		s.take(p)
		s.letGoOn(p.task)
		p.resume <- answer{}
	}
}

// stuck is the time after which a run that sends nothing counts as one that never will.
const stuck = 24 * time.Hour

// next waits until a task has a request, or is about to write a record. It is nil once all
// tasks have ended. Time passes only while there is none.
func (s *scheduler) next() []*pause {
	begin := time.Now()
	for {
		s.goOn()
		if s.crash != nil {
			panic(s.crash)
		}
		if waiting := s.steps(); len(waiting) > 0 {
			return waiting
		}
		if s.running() == 0 {
			return nil
		}
		if time.Since(begin) > stuck {
			panic(fmt.Sprintf("nothing has happened for %s", stuck))
		}
		s.passTime()
	}
}

// end ends all that a run waits for that was killed.
func (s *scheduler) end(r *run) {
	s.goOn()
	for some := s.of(r); len(some) > 0; some = s.of(r) {
		s.release(some[0], answer{err: errGone})
	}
}

// drain lets the tasks of runs that were killed end.
func (s *scheduler) drain() {
	for s.running() > 0 {
		s.goOn()
		for _, p := range s.steps() {
			s.release(p, answer{err: errGone})
		}
		if s.running() > 0 {
			s.passTime()
		}
	}
}
