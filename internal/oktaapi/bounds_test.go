package oktaapi_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// slowest is what no refusal takes, even on a busy machine under the race detector, and
// most what one allocates at most, in all; it holds less at any moment. Without the bounds it
// took a minute and more than a gigabyte.
const (
	slowest = 10 * time.Second
	most    = 64 << 20
)

// What no parent has is refused soon, within bounds of memory, and by an error that says
// what it is: many keys, sets within sets, an answer without end. The test is alone while
// it runs, since what others allocate would count.
//
//nolint:paralleltest // for that reason
func TestBounds_ofAnswers(t *testing.T) {
	const tooLarge, tooMany = "the answer is longer than 2 MiB", "the answer holds more than 100,000 names and values"
	many := func(n int) string {
		return "[" + strings.TrimSuffix(strings.Repeat(`{"id":"x","kid":"a","kty":"RSA"},`, n), ",") + "]"
	}
	nested := strings.Repeat(`{"jwks":`, 9_000) + strings.Repeat(" ", 1<<20) + `{"keys":[]}` + strings.Repeat("}", 9_000)
	for name, c := range map[string]struct {
		body, message string
	}{
		"501 keys":         {many(501), "the answer lists 501 keys; more than 500 are not read"},
		"10,000 keys":      {many(10_000), "the answer lists 10000 keys; more than 500 are not read"},
		"50,000 keys":      {many(50_000), tooMany},
		"600,000 objects":  {"[" + strings.TrimSuffix(strings.Repeat("{},", 600_000), ",") + "]", tooMany},
		"sets in sets":     {nested, "the answer could not be read"},
		"8 MiB":            {many(250_000), tooLarge},
		"a long kid":       {`[{"kid":"` + strings.Repeat("a", 8<<20) + `"}]`, tooLarge},
		"arrays in arrays": {strings.Repeat("[", 1<<20), tooMany},
	} {
		client := newOrg(t, answer(200, c.body)).client(t)
		lists := map[string]func() error{
			"app keys":         func() error { return second(client.AppKeys().List(t.Context(), "0oa1")) },
			"resource servers": func() error { return second(client.ResourceServerKeys().List(t.Context(), "aus1")) },
			"signing keys":     func() error { return second(client.AuthorizationServerKeys(t.Context(), "aus1")) },
		}
		for kind, list := range lists {
			allocated, begin := allocations(), time.Now()
			e := failure(t, list())
			took := time.Since(begin)
			if allocated = allocations() - allocated; allocated > most {
				t.Errorf("%s, %s: %d MiB", name, kind, allocated>>20)
			}
			if e.Kind != apierr.Unavailable || kind != "signing keys" && e.Message != c.message {
				t.Errorf("%s, %s: %+v", name, kind, e)
			}
			if took > slowest {
				t.Errorf("%s, %s: %v", name, kind, took)
			}
		}
	}
}

// allocations is what this process has allocated in all, in bytes.
func allocations() uint64 {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return memory.TotalAlloc
}

// As many as any parent has, and ten times that, are read.
func TestBounds_whatIsThereIsRead(t *testing.T) {
	t.Parallel()
	for _, n := range []int{5, 50, 500} {
		var keys []string
		for i := range n {
			keys = append(keys, fmt.Sprintf(`{"id":"x%d","kid":"a%d","kty":"RSA"}`, i, i))
		}
		body := `{"keys":[` + strings.Join(keys, ",") + `]}`
		for _, body := range []string{body, `{"jwks":` + body + `}`} {
			list, err := newOrg(t, answer(200, body)).client(t).AppKeys().List(t.Context(), "0oa1")
			if err != nil || len(list.Keys) != n {
				t.Errorf("%d keys: got %d, %v", n, len(list.Keys), err)
			}
		}
	}
	if _, err := newOrg(t, answer(200, `{"jwks":{"jwks":{"keys":[]}}}`)).client(t).AppKeys().List(t.Context(), "0oa1"); err == nil {
		t.Error("a set in a set in a set is read")
	}
}
