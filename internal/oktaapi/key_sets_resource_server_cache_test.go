package oktaapi_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// The alias may be any server, so that a change of one makes the list of the other
// old. So does a change that failed: it may have happened. Keys to sign with are
// others.
func TestResourceServerKeyWrites_dropWhatMayBeOld(t *testing.T) {
	t.Parallel()
	for name, write := range serverKeyWrites() {
		for changed, old := range map[string]map[string]bool{
			"aus1":    {"aus1": true, "aus2": false, "default": true},
			"default": {"aus1": true, "aus2": true, "default": true},
		} {
			for became, handler := range map[string]http.HandlerFunc{
				"well": answer(write.ok, write.answer), "failed": hangUp(false), "refused": answer(400, "{}"),
			} {
				t.Run(name+" at "+changed+" "+became, func(t *testing.T) {
					t.Parallel()
					served := newOrg(t, func(w http.ResponseWriter, r *http.Request) {
						if r.Method == http.MethodGet {
							answer(200, "[]")(w, r)
							return
						}
						handler(w, r)
					})
					client := served.client(t)
					read := func() {
						for id := range old {
							if _, err := client.ResourceServerKeys().List(t.Context(), id); err != nil {
								t.Fatal(err)
							}
							if err := calls["list"](t.Context(), client, id); err != nil {
								t.Fatal(err)
							}
						}
					}
					read()
					if err := write.call(t.Context(), client.ResourceServerKeys(), changed, "apk1"); (err == nil) != (became == "well") {
						t.Fatal(err)
					}
					read()
					read()
					for id, dropped := range old {
						path := strings.Replace(serverEncPath, "aus1", id, 1)
						lists := 0
						for _, request := range served.to(path) {
							if request.method == http.MethodGet {
								lists++
							}
						}
						if want := map[bool]int{false: 1, true: 2}[dropped]; lists != want {
							t.Errorf("the keys of %s were asked for %d times, want %d", id, lists, want)
						}
						if n := len(served.to(strings.Replace(listPath, "aus1", id, 1))); n != 1 {
							t.Errorf("the keys with which %s signs were asked for %d times", id, n)
						}
					}
				})
			}
		}
	}
}

// What Forget drops is asked for again.
func TestResourceServerKeys_forget(t *testing.T) {
	t.Parallel()
	served := newOrg(t, answer(200, "[]"))
	keys := served.client(t).ResourceServerKeys()
	for range 3 {
		keys.Forget("aus1")
		for range 2 {
			if _, err := keys.List(t.Context(), "aus1"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := len(served.all()); n != 3 {
		t.Errorf("%d requests, want 3", n)
	}
}

// Writers of one server take turns, and the alias may be any server.
func TestResourceServerKeys_theLockKnowsTheAlias(t *testing.T) {
	t.Parallel()
	client := newOrg(t, hang).client(t)
	keys := client.ResourceServerKeys()
	synctest.Test(t, func(t *testing.T) {
		for holder, excluded := range map[string]map[string]bool{
			"aus1":    {"aus1": true, "aus2": false, "default": true},
			"default": {"aus1": true, "aus2": true, "default": true},
		} {
			unlock, err := keys.Lock(t.Context(), holder)
			if err != nil {
				t.Fatal(err)
			}
			for id, want := range excluded {
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				other, err := keys.Lock(ctx, id)
				if (err != nil) != want {
					t.Errorf("%s is held: %s: %v", holder, id, err)
				}
				if err == nil {
					other()
				}
				cancel()
				if held(t, client, id) {
					t.Errorf("the lock of keys to encrypt to is that of keys to sign with: %s", id)
				}
			}
			unlock()
		}
	})
}
