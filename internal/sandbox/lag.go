package sandbox

import (
	"net/http"
	"time"
)

// Lag makes reads answer from the past, as copies of the vendor's data may do that are
// behind. Each read can be behind by another time, so that two reads can meet two
// copies, and what they show can go forth and back. A lag applies to every GET of the
// Management APIs: lists of keys, single keys, and the parents themselves. Changes
// act on the present, and their answers show it. So does the Date of all answers.
type Lag struct {
	// By is how far the answer to a read is behind, by the clock of the sandbox. It is
	// called once for each read that is executed. Less than nothing counts as nothing,
	// and more than an hour as an hour. Nil is a lag of nothing.
	By func(*http.Request) time.Duration
	// Parents: the existence of parents is behind too. A parent that did not exist
	// yet is answered with the vendor's own 404, and one that was deleted since is shown.
	// If false, a parent that exists is shown, at the earliest as it was made.
	Parents bool
}

// SetLag makes the reads from now on lag, in place of an earlier lag. The zero Lag
// ends it.
func (s *Sandbox) SetLag(lag Lag) { s.lag.Store(&lag) }

// view is the moment that the answer to a request shows.
type view struct {
	behind      time.Duration // 0: the present
	parents     bool          // as of Lag
	publication Publication   // of documents that are published
}

// viewOf is the moment that the answer to a request shows.
func (s *Sandbox) viewOf(r *http.Request) view {
	if isPublishedPath(r.URL.Path) {
		return view{publication: s.publicationNow()}
	}
	lag := s.lag.Load()
	if lag == nil || lag.By == nil || r.Method != http.MethodGet {
		return view{}
	}
	return view{behind: min(max(lag.By(r), 0), readLagLimit), parents: lag.Parents}
}
