package simulation

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/callcontext"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/listcache"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/processlock"
)

// schedulerFixture is a scheduler with tasks that note in which order they go on.
type schedulerFixture struct {
	*scheduler
	t     *testing.T
	run   *run
	order []string
}

// begin starts a task.
func (s *schedulerFixture) begin(name string, do func(ctx context.Context)) {
	task := &task{name: name, run: s.run}
	ctx := callcontext.WithAfterWait(context.WithValue(s.t.Context(), taskKey{}, task), s.afterWait)
	task.do = append(task.do, func() { do(ctx) })
	s.start(task)
}

// request waits until the test answers.
func (s *schedulerFixture) request(ctx context.Context) error {
	_, err := s.await(ctx, &pause{task: taskOf(ctx), request: httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil)}) //nolint:bodyclose // it has none
	return err
}

func (s *schedulerFixture) did(name string) { s.order = append(s.order, name) }

// answer answers the only request there is.
func (s *schedulerFixture) answer() {
	s.t.Helper()
	if waiting := s.next(); len(waiting) == 1 {
		s.release(waiting[0], answer{})
	} else {
		s.t.Fatalf("%d tasks wait for an answer, want 1", len(waiting))
	}
}

// beginWaits starts tasks that wait for one thing.
type beginWaits func(s *schedulerFixture, names []string)

// shareList has tasks wait for one list.
func shareList(s *schedulerFixture, names []string) {
	var lists listcache.Cache[int]
	for _, name := range names {
		s.begin(name, func(ctx context.Context) {
			list, err := lists.Get(ctx, "p", func(ctx context.Context) (int, error) { return 7, s.request(ctx) })
			if list != 7 || err != nil {
				s.t.Errorf("got list %d, %v", list, err)
			}
			s.did(name)
		})
	}
	s.answer()
}

// giveUp has tasks wait for a lock that is never freed, until the time of all is over.
func giveUp(s *schedulerFixture, names []string) {
	var locks listcache.Locks
	if _, err := locks.Lock(s.t.Context(), "p"); err != nil {
		s.t.Fatal(err)
	}
	for _, name := range names {
		s.begin(name, func(ctx context.Context) {
			ctx, cancel := context.WithTimeout(ctx, stuck/2)
			defer cancel()
			if _, err := locks.Lock(ctx, "p"); err == nil {
				s.t.Error("the lock was free")
			}
			s.did(name)
		})
	}
}

// shareFile has processes try to lock one file at the same moments.
func shareFile(s *schedulerFixture, names []string) {
	locks, file := processlock.Locks{Folder: s.t.TempDir()}, processlock.Name{Vendor: "okta", Host: "example.okta.com", Parent: "aus1"}
	unlock, err := locks.Lock(s.t.Context(), file)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, name := range names {
		s.begin(name, func(ctx context.Context) {
			unlock, err := locks.Lock(ctx, file)
			if err != nil {
				s.t.Error(err)
				return
			}
			s.did(name)
			unlock()
		})
	}
	unlock()
}

// TestOrderOfTasksThatGoOnAtOnce has tasks go on at the same moment: which is first is chosen.
func TestOrderOfTasksThatGoOnAtOnce(t *testing.T) {
	t.Parallel()
	names := []string{"a", "b", "c"}
	for name, begin := range map[string]beginWaits{"one list": shareList, "one time": giveUp, "one file": shareFile} {
		for _, last := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, the last first %t", name, last), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := &schedulerFixture{t: t, run: &run{}}
					s.scheduler = newScheduler(func(ready []*pause) int {
						if last {
							return len(ready) - 1
						}
						return 0
					})
					begin(s, names)
					if waiting := s.next(); waiting != nil {
						t.Fatalf("%d tasks wait still", len(waiting))
					}
					want := slices.Clone(names)
					if last {
						slices.Reverse(want)
					}
					if !slices.Equal(s.order, want) {
						t.Errorf("went on in the order %q, want %q", s.order, want)
					}
				})
			})
		}
	}
}

// TestLockHolderGoesOnFirst has a task free a lock: whoever gets it goes on once the first one waits again.
func TestLockHolderGoesOnFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &schedulerFixture{t: t, run: &run{}, scheduler: newScheduler(func([]*pause) int { return 0 })}
		var locks listcache.Locks
		hold := func(name string) {
			s.begin(name, func(ctx context.Context) {
				unlock, err := locks.Lock(ctx, "p")
				if err != nil {
					t.Error(err)
					return
				}
				s.did(name + " locks")
				err = s.request(ctx)
				unlock()
				s.did(name + " goes on")
				if err != nil {
					t.Error(err)
				}
			})
		}
		hold("b")
		hold("a")
		s.answer()
		s.answer()
		if want := []string{"b locks", "b goes on", "a locks", "a goes on"}; !slices.Equal(s.order, want) || s.running() > 0 {
			t.Errorf("got %q, want %q", s.order, want)
		}
	})
}

// TestWaitThatTheSchedulerDoesNotKnow has a task wait for another one by a channel alone: the
// simulation ends, because it could be another one the next time.
func TestWaitThatTheSchedulerDoesNotKnow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &schedulerFixture{t: t, run: &run{}, scheduler: newScheduler(func([]*pause) int { return 0 })}
		other := make(chan struct{})
		s.begin("a", func(context.Context) { <-other })
		s.begin("b", func(context.Context) { close(other) })
		defer func() {
			if text := fmt.Sprint(recover()); !strings.HasPrefix(text, "a goes on without the scheduler") {
				t.Errorf("it ended with %q", text)
			}
		}()
		s.next()
	})
}
