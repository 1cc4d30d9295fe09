package transport

import (
	"net/http"
	"testing"
)

// The variables for proxies and the system's roots must hold for every call.
func TestNetwork_isTheDefaultTransportWithItsProxyAndRoots(t *testing.T) {
	t.Parallel()
	for _, fresh := range []bool{false, true} {
		got, ok := network(fresh).(*http.Transport)
		if !ok {
			t.Fatalf("got a %T", network(fresh))
		}
		if got.Proxy == nil {
			t.Error("HTTPS_PROXY is not looked at")
		}
		if got.TLSClientConfig != nil && (got.TLSClientConfig.RootCAs != nil || got.TLSClientConfig.InsecureSkipVerify) {
			t.Error("the system's roots are not used")
		}
		if got.DisableKeepAlives != fresh {
			t.Errorf("fresh is %v, but keep-alives are disabled: %v", fresh, got.DisableKeepAlives)
		}
		if got == http.DefaultTransport {
			t.Error("the transport is shared with the rest of the process")
		}
	}
}
