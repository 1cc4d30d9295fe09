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
	// parent is the parent of what it is about.
	parent string
	do     []func()
	ended  bool
}

type taskKey struct{}

// taskOf is the task in whose context something happens.
func taskOf(ctx context.Context) *task {
	t, _ := ctx.Value(taskKey{}).(*task)
	return t
}

// pause is a task that waits for the scheduler: to have a request answered, to write a
// record, or for a time to come.
type pause struct {
	task *task
	// request is nil where the task waits for something else.
	request *http.Request
	// writesRecord is true where the task is about to write a record.
	writesRecord bool
	due          time.Time
	resume       chan answer
	// held means that no answer ever comes.
	held bool
}

// answer is what becomes of a request.
type answer struct {
	response *http.Response
	err      error
}

// scheduler decides which task goes on. All tasks are in one bubble of testing/synctest,
// and at most one of them computes at a time.
type scheduler struct {
	mu     sync.Mutex
	pauses []*pause
	tasks  []*task
	// woken has an entry once a task has come to a pause or has ended.
	woken chan struct{}
	// crash is the first panic of a task.
	crash any
	stack string
}

func newScheduler() *scheduler { return &scheduler{woken: make(chan struct{}, 1)} }

// start begins a task, and returns when it waits or has ended.
func (s *scheduler) start(t *task) {
	s.tasks = append(s.tasks, t)
	go func() {
		defer func() {
			failure := recover()
			s.mu.Lock()
			defer s.mu.Unlock()
			if failure != nil && s.crash == nil {
				s.crash, s.stack = failure, string(debug.Stack())
			}
			t.ended = true
			s.wake()
		}()
		for _, do := range t.do {
			do()
		}
	}()
	synctest.Wait()
}

func (s *scheduler) wake() {
	select {
	case s.woken <- struct{}{}:
	default:
	}
}

// await has a task wait for the scheduler. It fails with the error of ctx if that ends first.
func (s *scheduler) await(ctx context.Context, p *pause) (*http.Response, error) {
	p.resume = make(chan answer, 1)
	s.mu.Lock()
	s.pauses = append(s.pauses, p)
	s.wake()
	s.mu.Unlock()
	select {
	case a := <-p.resume:
		return a.response, a.err
	case <-ctx.Done():
	}
	if s.take(p) {
		return nil, ctx.Err()
	}
	a := <-p.resume // the scheduler has taken it already
	return a.response, a.err
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

// release lets a task go on, and returns when it waits again or has ended.
func (s *scheduler) release(p *pause, a answer) {
	if s.take(p) {
		p.resume <- a
		synctest.Wait()
	}
}

// stuck is the time after which a run that sends nothing counts as one that never will.
const stuck = 24 * time.Hour

// next waits until a task has a request, or is about to write a record. It is nil once all
// tasks have ended. Time passes only while there is none.
func (s *scheduler) next() []*pause {
	begin := time.Now()
	for {
		synctest.Wait()
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

// drain lets the tasks of runs that were killed end.
func (s *scheduler) drain() {
	for s.running() > 0 {
		synctest.Wait()
		for _, p := range s.steps() {
			s.release(p, answer{err: errGone})
		}
		if s.running() > 0 {
			s.passTime()
		}
	}
}
