package oktaapi_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// working answers every call well, whatever the server is called.
func working(t *testing.T) http.HandlerFunc {
	t.Helper()
	return routes(t, map[string]http.HandlerFunc{
		"/keys": answer(200, listBefore), "/keyRotate": answer(200, listAfter),
		"/aus1": answer(200, server), "/aus2": answer(200, server), "/default": answer(200, server),
	})
}

func TestReads_fiftyReadersShareOneRequest(t *testing.T) {
	t.Parallel()
	served := newOrg(t, working(t))
	client := served.client(t)
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			for _, call := range []string{"list", "server"} {
				if err := calls[call](t.Context(), client, "aus1"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if lists, servers := len(served.to(listPath)), len(served.to(serverPath)); lists != 1 || servers != 1 {
		t.Errorf("%d lists and %d servers were asked for, want one each", lists, servers)
	}
}

func TestFresh_asksAgain(t *testing.T) {
	t.Parallel()
	served := newOrg(t, working(t))
	client := served.client(t)
	for range 3 {
		if _, err := client.FreshAuthorizationServerKeys(t.Context(), "aus1"); err != nil {
			t.Fatal(err)
		}
		if _, err := client.FreshAuthorizationServer(t.Context(), "aus1"); err != nil {
			t.Fatal(err)
		}
	}
	if lists, servers := len(served.to(listPath)), len(served.to(serverPath)); lists != 3 || servers != 3 {
		t.Errorf("%d lists and %d servers were asked for, want 3 each", lists, servers)
	}
}

// The alias may be any server, so that a rotation of one makes what is known of
// the other old. So does one that failed: it may have happened.
func TestRotate_dropsWhatMayBeOld(t *testing.T) {
	t.Parallel()
	for rotated, old := range map[string]map[string]bool{
		"aus1":    {"aus1": true, "aus2": false, "default": true},
		"default": {"aus1": true, "aus2": true, "default": true},
	} {
		for name, rotate := range map[string]http.HandlerFunc{"well": answer(200, listAfter), "failed": hangUp(false), "refused": answer(404, notFound)} {
			t.Run(rotated+" "+name, func(t *testing.T) {
				t.Parallel()
				works := working(t)
				served := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodPost {
						rotate(w, r)
						return
					}
					works(w, r)
				})
				client := served.client(t)
				read := func() {
					for id := range old {
						if err := errors.Join(calls["list"](t.Context(), client, id), calls["server"](t.Context(), client, id)); err != nil {
							t.Fatal(err)
						}
					}
				}
				read()
				_, err := client.RotateAuthorizationServerKeys(t.Context(), rotated)
				if (err == nil) != (name == "well") {
					t.Fatal(err)
				}
				read()
				read()
				for id, dropped := range old {
					for _, path := range []string{serverPath, listPath} {
						answered := name == "well" && id == rotated && path == listPath // the answer lists the keys
						path = strings.Replace(path, "aus1", id, 1)
						if n, want := len(served.to(path)), map[bool]int{false: 1, true: 2}[dropped && !answered]; n != want {
							t.Errorf("%s was asked for %d times, want %d", path, n, want)
						}
					}
				}
			})
		}
	}
}

// holds reports whether a lock is held, by whether another one comes at once.
func held(t *testing.T, client *oktaapi.Client, id string) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	unlock, err := client.Lock(ctx, id)
	if err != nil {
		if e := apierr.As(err); e.Kind != apierr.Unavailable || e.Sent || !errors.Is(e, context.DeadlineExceeded) {
			t.Errorf("got %+v", e)
		}
		return true
	}
	unlock()
	return false
}

func TestLock_theAliasExcludesAll(t *testing.T) {
	t.Parallel()
	client := newOrg(t, hang).client(t)
	synctest.Test(t, func(t *testing.T) {
		for holder, excluded := range map[string]map[string]bool{
			"aus1":    {"aus1": true, "aus2": false, "default": true},
			"default": {"aus1": true, "aus2": true, "default": true},
		} {
			unlock, err := client.Lock(t.Context(), holder)
			if err != nil {
				t.Fatal(err)
			}
			for id, want := range excluded {
				if got := held(t, client, id); got != want {
					t.Errorf("%s is held: %s is held too: %v, want %v", holder, id, got, want)
				}
			}
			unlock()
			for id := range excluded {
				if held(t, client, id) {
					t.Errorf("%s is held although nobody has it", id)
				}
			}
		}
	})
}

func TestLock_interrupted(t *testing.T) {
	t.Parallel()
	client := newOrg(t, hang).client(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, id := range []string{"aus1", "default"} {
		unlock, err := client.Lock(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if e := failure(t, second(client.Lock(ctx, "aus1"))); e.Kind != apierr.Canceled || e.Sent {
			t.Errorf("got %+v", e)
		}
		unlock()
	}
}

// Writers of the alias and of others in turns: nobody starves, and the alias is
// alone.
func TestLock_theAliasIsAlone(t *testing.T) {
	t.Parallel()
	client := newOrg(t, hang).client(t)
	var mu sync.Mutex
	inside := map[string]int{}
	check := func(id string, add int) {
		mu.Lock()
		defer mu.Unlock()
		inside[id] += add
		others := 0
		for other, n := range inside {
			if other != "default" {
				others += n
			}
			if n > 1 {
				t.Errorf("%d hold %s", n, other)
			}
		}
		if inside["default"] > 0 && others > 0 {
			t.Errorf("inside are %v", inside)
		}
	}
	var group sync.WaitGroup
	for i := range 60 {
		group.Go(func() {
			id := []string{"default", "aus1", "aus2", fmt.Sprint("aus", i)}[i%4]
			unlock, err := client.Lock(t.Context(), id)
			if err != nil {
				t.Error(err)
				return
			}
			check(id, 1)
			check(id, -1)
			unlock()
		})
	}
	group.Wait()
}
