package registeredkey

import (
	"context"
	"slices"
	"sync"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// runKeyLists are the keys of each parent as the writes of this run know them: as they
// were listed once, with the changes that this run has made itself since. So that
// fifty keys are added after one list. Whoever reads or changes a list holds the
// lock of the parent. What somebody else does meanwhile is not in it: it serves to
// send a request that the vendor refuses if the list was old, and never to say
// that something is not to be done. The zero value is ready to use.
type runKeyLists struct {
	mu       sync.Mutex
	byParent map[string][]oktaapi.Key
}

func (c *runKeyLists) get(parent string) (keys []oktaapi.Key, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	keys, ok := c.byParent[parent]
	return keys, ok
}

func (c *runKeyLists) put(parent string, keys []oktaapi.Key) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byParent == nil {
		c.byParent = map[string][]oktaapi.Key{}
	}
	c.byParent[parent] = keys
}

// addKey takes a key that this run has added into a list that is known.
func (c *runKeyLists) addKey(parent string, key oktaapi.Key) {
	if keys, ok := c.get(parent); ok {
		c.put(parent, append(slices.Clone(keys), key))
	}
}

// forget forgets a list that a change may have made wrong.
func (c *runKeyLists) forget(parent string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.byParent, parent)
}

// isKeyOrParentGone reports whether a key is not registered any more, or its parent is gone: what an
// answer of 404 to a change of the key suggests, and the list of keys decides. False is
// also what cannot be known. The lock of the parent is held.
func (op *Operation) isKeyOrParentGone(ctx context.Context, keyID string) bool {
	op.Run.keyLists.forget(op.Parent)
	list, err := op.API.Keys(ctx, op.Parent, true)
	if err != nil {
		return apierr.Is(err, apierr.NotFound)
	}
	if _, there := findByID(list.Keys, keyID); there {
		return false
	}
	op.Run.latest.recordDeletedKey(keyID)
	return true
}

// listKeysFreshOrInRun are the keys of the parent: fresh, or as the writes of this run know them.
// The lock of the parent is held.
func (op *Operation) listKeysFreshOrInRun(ctx context.Context, fresh bool) (registered []oktaapi.Key, err error) {
	if keys, ok := op.Run.keyLists.get(op.Parent); ok && !fresh {
		return keys, nil
	}
	list, err := op.API.Keys(ctx, op.Parent, fresh)
	if err != nil {
		op.Run.keyLists.forget(op.Parent)
		return nil, err
	}
	keys := op.correctListByRun(list).keys
	op.Run.keyLists.put(op.Parent, keys)
	return keys, nil
}

// correctListByRun corrects a list by what this run knows better.
func (op *Operation) correctListByRun(list oktaapi.KeyList) correctedList {
	return op.Run.latest.updateAndCorrect(op.Parent, list, op.Type)
}
