package listcache_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/listcache"
)

// delayed is the context of a reader that is held up once it has looked in vain
// and before it fetches: whoever asks for its deadline runs meanwhile first.
type delayed struct {
	context.Context
	meanwhile func()
}

func (d delayed) Deadline() (time.Time, bool) {
	d.meanwhile()
	return d.Context.Deadline()
}

func TestCache_aDelayedReaderTakesTheFinishedFetch(t *testing.T) {
	t.Parallel()
	var c listcache.Cache[string]
	other := func() {
		c.Drop("p") // a write: the delayed reader shares no fetch
		got, err := c.Get(t.Context(), "p", func(context.Context) (string, error) { return "of the other", nil })
		if err != nil || got != "of the other" {
			t.Errorf("the other reader got %q, %v", got, err)
		}
	}
	ctx := delayed{t.Context(), sync.OnceFunc(other)}
	got, err := c.Get(ctx, "p", func(context.Context) (string, error) {
		t.Error("fetched again")
		return "of its own", nil
	})
	if err != nil || got != "of the other" {
		t.Errorf("got %q, %v", got, err)
	}
}

// Ten readers of one parent begin at once, and the fetch takes no time: some
// read the cache before it has ended, and ask after that. They must find what it left.
func TestCache_oneFetchPerRoundOfReaders(t *testing.T) {
	t.Parallel()
	const rounds, readers = 5000, 10
	for name, next := range map[string]func(*listcache.Cache[int64]) *listcache.Cache[int64]{
		"a new walk each time": func(*listcache.Cache[int64]) *listcache.Cache[int64] { return new(listcache.Cache[int64]) },
		"dropped each time":    func(c *listcache.Cache[int64]) *listcache.Cache[int64] { c.Drop("p"); return c },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var fetches atomic.Int64
			fetch := func(context.Context) (int64, error) { return fetches.Add(1), nil }
			cache := new(listcache.Cache[int64])
			for round := range int64(rounds) {
				cache = next(cache)
				begin := make(chan struct{})
				var group sync.WaitGroup
				for range readers {
					group.Go(func() {
						<-begin
						if got, err := cache.Get(t.Context(), "p", fetch); err != nil || got != round+1 {
							t.Errorf("round %d: read the list of fetch %d (%v)", round+1, got, err)
						}
					})
				}
				close(begin)
				group.Wait()
				if n := fetches.Load(); n != round+1 {
					t.Fatalf("%d fetches in %d rounds", n, round+1)
				}
			}
		})
	}
}
