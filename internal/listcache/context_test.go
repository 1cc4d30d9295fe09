package listcache_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/listcache"
)

type contextKey struct{}

// The fetch outlives the reader that began it, but not its deadline, and keeps
// its values: loggers travel in them.
func TestCache_theFetchKeepsDeadlineAndValues(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var c listcache.Cache[string]
		ctx, cancel := context.WithTimeout(context.WithValue(t.Context(), contextKey{}, "logger"), time.Minute)
		defer cancel()
		end, _ := ctx.Deadline()
		_, err := c.Get(ctx, "p", func(ctx context.Context) (string, error) {
			got, ok := ctx.Deadline()
			if !ok || !got.Equal(end) {
				t.Errorf("deadline %v, want %v", got, end)
			}
			if ctx.Value(contextKey{}) != "logger" {
				t.Error("the values are lost")
			}
			return "", nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestCache_theFetchEndsAtTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var c listcache.Cache[string]
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		var ended time.Time
		begin := time.Now()
		_, err := c.Get(ctx, "p", func(ctx context.Context) (string, error) {
			<-ctx.Done()
			ended = time.Now()
			return "", ctx.Err()
		})
		synctest.Wait()
		if err == nil || ended.Sub(begin) != time.Minute {
			t.Errorf("got error %v, the fetch ended after %v, want one minute", err, ended.Sub(begin))
		}
	})
}

func TestCache_theFetchOfAReaderWithoutDeadlineHasNone(t *testing.T) {
	t.Parallel()
	var c listcache.Cache[bool]
	limited, err := c.Get(t.Context(), "p", func(ctx context.Context) (bool, error) {
		_, ok := ctx.Deadline()
		return ok, nil
	})
	if limited || err != nil {
		t.Errorf("a deadline came from nowhere (%v)", err)
	}
}

func TestCache_aReaderThatGivesUpDoesNotSpoilIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var c listcache.Cache[[]string]
		s := newSource()
		ctx, cancel := context.WithCancel(t.Context())
		first := read(ctx, &c, "p", s.fetch)
		synctest.Wait()
		second := read(t.Context(), &c, "p", s.fetch)
		synctest.Wait()
		begin := time.Now()
		cancel()
		first.expect(t, "", context.Canceled)
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("waited %v after giving up", waited)
		}
		s.answers <- answer{list: []string{"keys"}}
		second.expect(t, "keys", nil)
		s.expect(t, 1)
	})
}

func TestCache_aLateReaderThatGivesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var c listcache.Cache[[]string]
		s := newSource()
		first := read(t.Context(), &c, "p", s.fetch)
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		read(ctx, &c, "p", s.fetch).expect(t, "", context.DeadlineExceeded)
		s.answers <- answer{list: []string{"keys"}}
		first.expect(t, "keys", nil)
		s.expect(t, 1)
	})
}

// A reader that has more time than the one that began the fetch is not done with
// its failure.
func TestCache_aShortDeadlineIsNotEverybodys(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var c listcache.Cache[string]
		fetches := 0
		slow := func(ctx context.Context) (string, error) {
			fetches++
			select {
			case <-ctx.Done():
				return "", ctx.Err()
			case <-time.After(10 * time.Second):
				return "list", nil
			}
		}
		hasty, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		go func() { _, _ = c.Get(hasty, "p", slow) }()
		synctest.Wait()
		patient, cancelPatient := context.WithTimeout(t.Context(), time.Minute)
		defer cancelPatient()
		if list, err := c.Get(patient, "p", slow); list != "list" || err != nil || fetches != 2 {
			t.Errorf("got %q, %v by %d fetches", list, err, fetches)
		}
	})
}

func TestCache_putServesReadersUntilADrop(t *testing.T) {
	t.Parallel()
	var c listcache.Cache[string]
	fetch := func(context.Context) (string, error) { return "fetched", nil }
	c.Put("p", "put")
	if list, err := c.Get(t.Context(), "p", fetch); list != "put" || err != nil {
		t.Errorf("got %q, %v", list, err)
	}
	c.Drop("p")
	if list, err := c.Get(t.Context(), "p", fetch); list != "fetched" || err != nil {
		t.Errorf("after a drop: got %q, %v", list, err)
	}
}
