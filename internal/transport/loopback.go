package transport

import (
	"net/netip"
	"strings"
)

// IsLoopback reports whether a host name or address, with or without brackets, reaches this machine
// alone.
func IsLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && addr.IsLoopback()
}
