package sandbox

import (
	"net/http"
	"net/http/httptrace"
)

// clientTrace tells the hooks of a client what becomes of its request, as net/http does.
type clientTrace struct{ hooks *httptrace.ClientTrace }

// traceOf is the hooks of a request. There may be none.
func traceOf(r *http.Request) clientTrace {
	if hooks := httptrace.ContextClientTrace(r.Context()); hooks != nil {
		return clientTrace{hooks}
	}
	return clientTrace{&httptrace.ClientTrace{}}
}

// wants says that a connection to an address is wanted.
func (t clientTrace) wants(address string) {
	if t.hooks.GetConn != nil {
		t.hooks.GetConn(address)
	}
}

// sent says that a request was sent, with these headers.
func (t clientTrace) sent(header http.Header) {
	for name, values := range header {
		if t.hooks.WroteHeaderField != nil {
			t.hooks.WroteHeaderField(name, values)
		}
	}
	if t.hooks.WroteHeaders != nil {
		t.hooks.WroteHeaders()
	}
	if t.hooks.WroteRequest != nil {
		t.hooks.WroteRequest(httptrace.WroteRequestInfo{})
	}
}

// answered says that an answer has begun to come.
func (t clientTrace) answered() {
	if t.hooks.GotFirstResponseByte != nil {
		t.hooks.GotFirstResponseByte()
	}
}
