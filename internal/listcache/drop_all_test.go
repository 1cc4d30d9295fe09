package listcache_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/listcache"
)

func TestCache_dropAllForgetsEveryParent(t *testing.T) {
	t.Parallel()
	var c listcache.Cache[int]
	c.DropAll() // nothing is known yet
	fetches := 0
	fetch := func(context.Context) (int, error) {
		fetches++
		return fetches, nil
	}
	for round := range 3 {
		for i, parent := range []string{"a", "b"} {
			for range 2 {
				if got, err := c.Get(t.Context(), parent, fetch); err != nil || got != 2*round+i+1 {
					t.Errorf("round %d, %s: got %d (%v)", round, parent, got, err)
				}
			}
		}
		c.DropAll()
	}
}

// As with Drop, a fetch under way serves only those who asked before.
func TestCache_dropAllDuringAFetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var c listcache.Cache[[]string]
		stale, fresh := newSource(), newSource()
		before := read(t.Context(), &c, "p", stale.fetch)
		synctest.Wait()
		c.DropAll()
		after := read(t.Context(), &c, "p", fresh.fetch)
		synctest.Wait()
		fresh.expect(t, 1)
		fresh.answers <- answer{list: []string{"new"}}
		after.expect(t, "new", nil)
		stale.answers <- answer{list: []string{"old"}}
		before.expect(t, "old", nil)
		read(t.Context(), &c, "p", fresh.fetch).expect(t, "new", nil)
		fresh.expect(t, 1)
	})
}
