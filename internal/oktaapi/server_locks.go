package oktaapi

import (
	"context"

	"golang.org/x/sync/semaphore"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/callcontext"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/listcache"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/processlock"
)

// DefaultServer is the alias of the authorization server that Okta makes with
// an org. That server also has a canonical ID, and which one is not known before
// an answer names it.
const DefaultServer = "default"

// everyServer is more than writers there can be at a time.
const everyServer = 1 << 30

// serverLocks are locks per authorization server that know of the alias. They are
// those within one client.
type serverLocks struct {
	// whole is held in full by the alias, and in part by each other ID.
	whole *semaphore.Weighted
	each  listcache.Locks
}

func newServerLocks() *serverLocks {
	return &serverLocks{whole: semaphore.NewWeighted(everyServer)}
}

// lock waits until the server is free or ctx ends, and returns the function
// that frees it again. The error is that of ctx. The alias is not overtaken by
// those who come later: the semaphore is first in, first out.
func (l *serverLocks) lock(ctx context.Context, id string) (func(), error) {
	share := int64(1)
	if id == DefaultServer {
		share = everyServer
	}
	err := l.whole.Acquire(ctx, share)
	callcontext.AfterWait(ctx) // whoever has freed it goes on at the same moment
	if err != nil {
		return nil, err
	}
	unlock, err := l.each.Lock(ctx, id)
	if err != nil {
		l.whole.Release(share)
		return nil, err
	}
	return func() {
		unlock()
		l.whole.Release(share)
	}, nil
}

// lockOthersOut is lock for clients of other processes, and other clients of this one.
func (c *Client) lockOthersOut(ctx context.Context, id string) (func(), error) {
	locks, org := c.settings.Locks, processlock.Name{Vendor: "okta", Host: c.host}
	if id == DefaultServer {
		return locks.Lock(ctx, org)
	}
	releaseOrg, err := locks.Share(ctx, org)
	if err != nil {
		return nil, err
	}
	server := org
	server.Parent = id
	release, err := locks.Lock(ctx, server)
	if err != nil {
		releaseOrg()
		return nil, err
	}
	return func() {
		release()
		releaseOrg()
	}, nil
}

// Record is what this machine knows of the last rotation of a server's signing keys. Whoever uses
// it holds the lock. The alias and the ID of one server have one record, if Okta has told the ID: the
// read of this walk says it.
func (c *Client) Record(ctx context.Context, id string) processlock.Record {
	if id == DefaultServer {
		if server, err := c.AuthorizationServer(ctx, id); err == nil && server.ID != "" {
			id = server.ID
		}
	}
	return c.settings.Locks.Record(processlock.Name{Vendor: "okta", Host: c.host, Parent: id})
}

// forget drops what is known of a server whose keys may have been rotated, under
// each name that it may have.
func (c *Client) forget(id string) {
	dropServer(&c.lists, id)
	dropServer(&c.servers, id)
}

// dropServer drops what is known of a server under each name that it may have.
func dropServer[T any](known *listcache.Cache[T], id string) {
	if id == DefaultServer {
		known.DropAll()
		return
	}
	known.Drop(id)
	known.Drop(DefaultServer)
}
