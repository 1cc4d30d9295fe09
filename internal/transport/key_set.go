package transport

import (
	"bytes"
	"context"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/jwk"
)

// KeySet is a published JWK set (RFC 7517 section 5) as one answer showed it.
type KeySet struct {
	// URI is where it was asked for.
	URI string
	// KIDs are the key IDs of the keys with which signatures can be verified, sorted.
	KIDs []string
	// Date is when the answer was made (RFC 9110 section 6.6.1); the zero time if it does not say.
	// A cache leaves it as it was (RFC 9111 section 5.1).
	Date time.Time
	// Age is how long caches have held the answer since (RFC 9111 section 5.1).
	Age time.Duration
	// MaxAge is for how long a cache may hold the answer (RFC 9111 section 5.2.2); zero if it does
	// not say, or may not be held.
	MaxAge time.Duration
}

// KeySet reads a published JWK set. The error is an *apierr.Error whose message says what
// was found in place of one.
func (r *PublicReader) KeySet(ctx context.Context, uri string) (KeySet, error) {
	document, err := r.Read(ctx, uri)
	if err != nil {
		return KeySet{}, err
	}
	kids, err := jwk.SetKIDs(document.Body)
	switch {
	case err != nil && isHTML(document):
		return KeySet{}, publicError(http.StatusOK, "an HTML page, which is no JWK set")
	case err != nil:
		return KeySet{}, publicError(http.StatusOK, "an answer that is no JWK set: "+err.Error())
	}
	kids = usableKIDs(kids)
	switch {
	case len(kids) == 0:
		return KeySet{}, publicError(http.StatusOK, "a JWK set without a key that verifies signatures")
	case len(kids) > MaxListed:
		return KeySet{}, publicError(http.StatusOK, "a JWK set of more than "+strconv.Itoa(MaxListed)+" keys")
	}
	set := KeySet{URI: uri, KIDs: kids, Age: seconds(document.Header.Get("Age")), MaxAge: maxAge(document.Header.Values("Cache-Control"))}
	if date, err := http.ParseTime(document.Header.Get("Date")); err == nil {
		set.Date = date
	}
	return set, nil
}

// usableKIDs are the kids that name a key, sorted, each once.
func usableKIDs(kids []string) (usable []string) {
	for _, kid := range kids {
		if text := Text(kid); text != "" && !Altered(text) {
			usable = append(usable, text)
		}
	}
	slices.Sort(usable)
	return slices.Compact(usable)
}

// isHTML reports whether a document is a page, by what it says or by how it begins.
func isHTML(document PublicDocument) bool {
	kind, _, _ := mime.ParseMediaType(document.Header.Get("Content-Type"))
	return kind == "text/html" || bytes.HasPrefix(bytes.TrimSpace(document.Body), []byte("<"))
}

// maxAge is for how long caches may hold an answer: the longest of max-age, for caches of one
// client, and s-maxage, for shared ones.
func maxAge(cacheControl []string) (longest time.Duration) {
	for _, directive := range strings.Split(strings.Join(cacheControl, ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch strings.ToLower(name) {
		case "max-age", "s-maxage":
			longest = max(longest, seconds(strings.Trim(value, `"`)))
		case "no-store", "no-cache":
			return 0
		}
	}
	return longest
}

// maxSeconds is what a number of seconds counts as that is larger (RFC 9111 section 1.2.2).
const maxSeconds = 1 << 31

// seconds is a number of seconds in a header, and zero for what is none.
func seconds(text string) time.Duration {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n > maxSeconds {
		n = maxSeconds
	}
	return time.Duration(n) * time.Second
}
