package listcache_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/listcache"
)

func lock(t *testing.T, l *listcache.Locks, parent string) func() {
	t.Helper()
	unlock, err := l.Lock(t.Context(), parent)
	if err != nil {
		t.Fatal(err)
	}
	return unlock
}

func TestLocks_oneAtATimePerParent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var l listcache.Locks
		// Not guarded by anything but the lock: the race detector looks on.
		inside, most, turns := 0, 0, 0
		begin := time.Now()
		for range 20 {
			go func() {
				unlock, err := l.Lock(t.Context(), "p")
				if err != nil {
					t.Error(err)
					return
				}
				defer unlock()
				inside++
				most = max(most, inside)
				<-time.After(time.Second)
				inside--
				turns++
			}()
		}
		<-time.After(time.Minute)
		synctest.Wait()
		unlock := lock(t, &l, "p")
		defer unlock()
		if most != 1 || turns != 20 {
			t.Errorf("%d at once, %d turns, want 1 and 20", most, turns)
		}
		if waited := time.Since(begin); waited != time.Minute {
			t.Errorf("the lock was not free after all turns: waited %v", waited)
		}
	})
}

func TestLocks_parentsDoNotWaitForOneAnother(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var l listcache.Locks
		begin := time.Now()
		unlockA, unlockB := lock(t, &l, "a"), lock(t, &l, "b")
		defer unlockA()
		unlockB()
		defer lock(t, &l, "b")()
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("waited %v", waited)
		}
	})
}

func TestLocks_aWaiterThatGivesUp(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]struct {
		context func(context.Context) (context.Context, context.CancelFunc)
		want    error
	}{
		"deadline": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, time.Second)
		}, context.DeadlineExceeded},
		"canceled": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(time.Second, cancel)
			return ctx, cancel
		}, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var l listcache.Locks
				unlock := lock(t, &l, "p")
				ctx, cancel := end.context(t.Context())
				defer cancel()
				begin := time.Now()
				second, err := l.Lock(ctx, "p")
				if second != nil || !errors.Is(err, end.want) || time.Since(begin) != time.Second {
					t.Errorf("got error %v after %v, want %v after 1s", err, time.Since(begin), end.want)
				}
				unlock()
				// The waiter that gave up has left nothing behind.
				lock(t, &l, "p")()
			})
		})
	}
}
