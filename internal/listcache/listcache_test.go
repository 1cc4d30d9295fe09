package listcache_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/listcache"
)

var errFetch = errors.New("fetching failed")

// source is a vendor whose answers a test lets through one by one.
type source struct {
	fetches atomic.Int32
	answers chan answer
}

type answer struct {
	list []string
	err  error
}

func newSource() *source { return &source{answers: make(chan answer)} }

func (s *source) fetch(ctx context.Context) ([]string, error) {
	s.fetches.Add(1)
	select {
	case a := <-s.answers:
		return a.list, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// reading is a Get under way; done is closed at its end.
type reading struct {
	done chan struct{}
	list []string
	err  error
}

func read(ctx context.Context, c *listcache.Cache[[]string], parent string, fetch func(context.Context) ([]string, error)) *reading {
	r := &reading{done: make(chan struct{})}
	go func() {
		defer close(r.done)
		r.list, r.err = c.Get(ctx, parent, fetch)
	}()
	return r
}

func (r *reading) expect(t *testing.T, list string, err error) {
	t.Helper()
	<-r.done
	got := ""
	if len(r.list) > 0 {
		got = r.list[0]
	}
	if got != list || !errors.Is(r.err, err) {
		t.Errorf("got %q, %v, want %q, %v", got, r.err, list, err)
	}
}

func (s *source) expect(t *testing.T, fetches int32) {
	t.Helper()
	if got := s.fetches.Load(); got != fetches {
		t.Errorf("%d fetches, want %d", got, fetches)
	}
}

func TestCache_oneFetchForSixtyReaders(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var c listcache.Cache[[]string]
		s := newSource()
		var readers []*reading
		for range 60 {
			readers = append(readers, read(t.Context(), &c, "p", s.fetch))
		}
		synctest.Wait()
		s.expect(t, 1)
		s.answers <- answer{list: []string{"keys"}}
		for _, r := range readers {
			r.expect(t, "keys", nil)
		}
		read(t.Context(), &c, "p", s.fetch).expect(t, "keys", nil)
		s.expect(t, 1)
	})
}

func TestCache_parentsAreFetchedApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var c listcache.Cache[[]string]
		a, b := newSource(), newSource()
		first, second := read(t.Context(), &c, "a", a.fetch), read(t.Context(), &c, "b", b.fetch)
		b.answers <- answer{list: []string{"of b"}}
		second.expect(t, "of b", nil)
		a.answers <- answer{list: []string{"of a"}}
		first.expect(t, "of a", nil)
		c.Drop("a")
		read(t.Context(), &c, "b", b.fetch).expect(t, "of b", nil)
		a.expect(t, 1)
		b.expect(t, 1)
	})
}

func TestCache_anEmptyListIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var c listcache.Cache[[]string]
		s := newSource()
		r := read(t.Context(), &c, "p", s.fetch)
		s.answers <- answer{}
		r.expect(t, "", nil)
		read(t.Context(), &c, "p", s.fetch).expect(t, "", nil)
		s.expect(t, 1)
	})
}

func TestCache_anErrorIsSharedAndNotKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var c listcache.Cache[[]string]
		s := newSource()
		first, second := read(t.Context(), &c, "p", s.fetch), read(t.Context(), &c, "p", s.fetch)
		synctest.Wait()
		s.answers <- answer{list: []string{"half"}, err: errFetch}
		first.expect(t, "", errFetch)
		second.expect(t, "", errFetch)
		s.expect(t, 1)
		again := read(t.Context(), &c, "p", s.fetch)
		s.answers <- answer{list: []string{"keys"}}
		again.expect(t, "keys", nil)
		s.expect(t, 2)
	})
}

// A write drops the list. A fetch that was under way may have been answered
// before the write, so it serves only those who asked before.
func TestCache_dropDuringAFetch(t *testing.T) {
	t.Parallel()
	for name, freshFirst := range map[string]bool{"the old answer comes first": false, "the new answer comes first": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var c listcache.Cache[[]string]
				stale, fresh := newSource(), newSource()
				before := read(t.Context(), &c, "p", stale.fetch)
				synctest.Wait()
				c.Drop("p")
				after := read(t.Context(), &c, "p", fresh.fetch)
				synctest.Wait()
				fresh.expect(t, 1)
				if freshFirst {
					fresh.answers <- answer{list: []string{"new"}}
					after.expect(t, "new", nil)
				}
				stale.answers <- answer{list: []string{"old"}}
				before.expect(t, "old", nil)
				if !freshFirst {
					fresh.answers <- answer{list: []string{"new"}}
					after.expect(t, "new", nil)
				}
				read(t.Context(), &c, "p", fresh.fetch).expect(t, "new", nil)
				fresh.expect(t, 1)
			})
		})
	}
}

func TestCache_aStaleAnswerIsNotKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var c listcache.Cache[[]string]
		s := newSource()
		before := read(t.Context(), &c, "p", s.fetch)
		synctest.Wait()
		c.Drop("p")
		s.answers <- answer{list: []string{"old"}}
		before.expect(t, "old", nil)
		after := read(t.Context(), &c, "p", s.fetch)
		synctest.Wait()
		s.expect(t, 2)
		s.answers <- answer{list: []string{"new"}}
		after.expect(t, "new", nil)
	})
}

func TestCache_dropForgetsWhatWasKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var c listcache.Cache[[]string]
		c.Drop("p") // nothing is known yet
		s := newSource()
		for i, want := range []string{"one", "two"} {
			r := read(t.Context(), &c, "p", s.fetch)
			s.answers <- answer{list: []string{want}}
			r.expect(t, want, nil)
			s.expect(t, int32(i)+1)
			c.Drop("p")
		}
	})
}

// Whoever reads after a write sees it, whatever runs beside it.
func TestCache_aReaderAfterAWriteSeesTheWrite(t *testing.T) {
	t.Parallel()
	var c listcache.Cache[int64]
	var version atomic.Int64
	fetch := func(context.Context) (int64, error) { return version.Load(), nil }
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 200 {
				wrote := version.Add(1)
				c.Drop("p")
				if got, err := c.Get(t.Context(), "p", fetch); err != nil || got < wrote {
					t.Errorf("read version %d (%v) after writing %d", got, err, wrote)
				}
			}
		})
	}
	group.Wait()
}
