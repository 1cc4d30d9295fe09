package keychange

import (
	"context"
	"slices"
	"sync"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// lists are the keys of each parent as the writes of this walk know them: as they
// were listed once, with the changes that this walk has made itself since. So that
// fifty keys are added after one list. Whoever reads or changes a list holds the
// lock of the parent. What somebody else does meanwhile is not in it: it serves to
// send a request that the vendor refuses if the list was old, and never to say
// that something is not to be done. The zero value is ready to use.
type lists struct {
	mu    sync.Mutex
	known map[string][]oktaapi.Key
}

func (l *lists) get(parent string) ([]oktaapi.Key, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	keys, ok := l.known[parent]
	return keys, ok
}

func (l *lists) put(parent string, keys []oktaapi.Key) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known == nil {
		l.known = map[string][]oktaapi.Key{}
	}
	l.known[parent] = keys
}

// add takes a key that this walk has added into a list that is known.
func (l *lists) add(parent string, key oktaapi.Key) {
	if keys, ok := l.get(parent); ok {
		l.put(parent, append(slices.Clone(keys), key))
	}
}

// drop forgets a list that a change may have made wrong.
func (l *lists) drop(parent string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.known, parent)
}

// Gone reports whether a key is not registered any more, or its parent is gone: what an
// answer of 404 to a change of the key suggests, and the list of keys decides. False is
// also what cannot be known. The lock of the parent is held.
func (j *Job) Gone(ctx context.Context, keyID string) bool {
	keys, err := j.Keys(ctx, true)
	if err != nil {
		return apierr.Is(err, apierr.NotFound)
	}
	_, there := ByID(keys, keyID)
	return !there
}

// Keys are the keys of the parent: fresh, or as the writes of this walk know them.
// The lock of the parent is held.
func (j *Job) Keys(ctx context.Context, fresh bool) ([]oktaapi.Key, error) {
	if keys, ok := j.Walk.lists.get(j.Parent); ok && !fresh {
		return keys, nil
	}
	keys, err := j.API.Keys(ctx, j.Parent, fresh)
	if err != nil {
		j.Walk.lists.drop(j.Parent)
		return nil, err
	}
	j.Walk.lists.put(j.Parent, keys)
	return keys, nil
}
