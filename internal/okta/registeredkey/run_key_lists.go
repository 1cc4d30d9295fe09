package registeredkey

import (
	"context"
	"slices"
	"sync"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// runKeyLists are the keys of each parent as the writes of this run know them: a list that
// was read once, with the changes that this run has made since. So fifty keys are
// added after one list. A caller must have the lock of the parent. Changes by others are
// not in the list. So it may only lead to a request that the vendor refuses if the list
// is old, and never to the decision to send nothing. The zero value is ready to use.
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

// addKey adds a key that this run has registered to the list of its parent, if there is one.
func (c *runKeyLists) addKey(parent string, key oktaapi.Key) {
	if keys, ok := c.get(parent); ok {
		c.put(parent, append(slices.Clone(keys), key))
	}
}

// forget removes the list of a parent, because a change may have made it wrong.
func (c *runKeyLists) forget(parent string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.byParent, parent)
}

// isKeyOrParentGone reports whether a key is not registered any more, or its parent was deleted. It lists the keys,
// because a 404 to a change of the key does not prove it. It is false if that is not known. The caller
// has the lock of the parent.
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

// listKeysFreshOrInRun returns the keys of the parent: from a new request, or as the writes of this run know them.
// The caller has the lock of the parent.
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

// correctListByRun corrects a list with newer knowledge of this run.
func (op *Operation) correctListByRun(list oktaapi.KeyList) correctedList {
	return op.Run.latest.updateAndCorrect(op.Parent, list, op.Type)
}
