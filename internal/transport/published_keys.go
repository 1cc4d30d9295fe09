package transport

import (
	"context"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/listcache"
)

// PublishedKeys reads published JWK sets as somebody does who verifies signatures. It lives for one
// plan or apply walk, as its cache. It is safe for concurrent use.
type PublishedKeys struct {
	reader *PublicReader
	sets   listcache.Cache[KeySet]
}

// NewPublishedKeys makes a reader of JWK sets.
func NewPublishedKeys(reader *PublicReader) *PublishedKeys { return &PublishedKeys{reader: reader} }

// Get reads the JWK set at a URI. One answer serves every reader of the walk. The error is an
// *apierr.Error whose message says what was found in place of a JWK set.
func (p *PublishedKeys) Get(ctx context.Context, uri string) (KeySet, error) {
	set, err := p.sets.Get(ctx, uri, func(ctx context.Context) (KeySet, error) { return p.reader.KeySet(ctx, uri) })
	if err != nil {
		return KeySet{}, AsError(err)
	}
	return set, nil
}

// GetFresh is Get past the answer that the walk has.
func (p *PublishedKeys) GetFresh(ctx context.Context, uri string) (KeySet, error) {
	p.sets.Drop(uri)
	return p.Get(ctx, uri)
}
