package auth0api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func TestConnectionKeys_whatIsAskedAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		first http.HandlerFunc
		again bool
	}{
		"429":       {answer(429, auth0Error(429, "Global limit has been reached", "")), true},
		"502":       {answer(502, page), true},
		"503":       {answer(503, page), true},
		"504":       {answer(504, ""), true},
		"EOF":       {hangUp(false), true},
		"reset":     {hangUp(true), true},
		"cut short": {cut(200, listBefore[:50]), true},
		"500":       {answer(500, page), false},
		"400":       {answer(400, auth0Error(400, "keys are not available for this connection", "")), false},
		"404":       {answer(404, errorBody404), false},
		"a page":    {answer(200, page), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var count atomic.Int32
			served := newTenant(t, func(w http.ResponseWriter, r *http.Request) {
				if count.Add(1) <= 2 {
					c.first(w, r)
					return
				}
				answer(200, listBefore)(w, r)
			})
			_, err := served.client(t, retries(2)).ConnectionKeys(t.Context(), "con_x")
			want := map[bool]string{true: "3 requests, <nil>", false: "1 requests"}[c.again]
			if got := fmt.Sprintf("%d requests, %v", count.Load(), err); !strings.HasPrefix(got, want) {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestLock_perConnection(t *testing.T) {
	t.Parallel()
	client := newTenant(t, hang).client(t)
	var inside, most int
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			unlock, err := client.Lock(t.Context(), "con_x")
			if err != nil {
				t.Error(err)
				return
			}
			defer unlock()
			inside++
			most = max(most, inside)
			inside--
		})
	}
	group.Wait()
	if most != 1 {
		t.Errorf("%d at once", most)
	}
}
