package keylife

import (
	"context"
	"slices"
	"sync"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// Lists are the keys of each parent as the writes of this walk know them: as they
// were listed once, with the changes that this walk has made itself since. So that
// fifty keys are added after one list. Whoever reads or changes a list holds the
// lock of the parent. What somebody else does meanwhile is not in it: it serves to
// send a request that the vendor refuses if the list was old, and never to say
// that something is not to be done. The zero value is ready to use.
type Lists struct {
	mu    sync.Mutex
	known map[string][]oktaapi.Key
}

func (l *Lists) get(parent string) ([]oktaapi.Key, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	keys, ok := l.known[parent]
	return keys, ok
}

func (l *Lists) put(parent string, keys []oktaapi.Key) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known == nil {
		l.known = map[string][]oktaapi.Key{}
	}
	l.known[parent] = keys
}

// add takes a key that this walk has added into a list that is known.
func (l *Lists) add(parent string, key oktaapi.Key) {
	if keys, ok := l.get(parent); ok {
		l.put(parent, append(slices.Clone(keys), key))
	}
}

// drop forgets a list that a change may have made wrong.
func (l *Lists) drop(parent string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.known, parent)
}

// keys are the keys of the parent: fresh, or as this walk knows them.
func (j *job) keys(ctx context.Context, fresh bool) ([]oktaapi.Key, error) {
	if keys, ok := j.walk.Lists.get(j.parent); ok && !fresh {
		return keys, nil
	}
	keys, err := j.api.Keys(ctx, j.parent, fresh)
	if err != nil {
		j.walk.Lists.drop(j.parent)
		return nil, err
	}
	j.walk.Lists.put(j.parent, keys)
	return keys, nil
}
