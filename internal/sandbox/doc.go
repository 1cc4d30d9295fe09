// Package sandbox is a fake identity vendor on loopback that behaves like the
// real one: it keeps state, makes real keys and certificates, and refuses what
// the vendor refuses, in the vendor's words. The provider is tested and tried
// against it through the vendor's real SDK.
//
// A [Sandbox] holds what every fake service shares: a [Clock] that tests move,
// a [Journal] of the requests received, a queue of [Fault]s to inject, a [Lag] of
// reads, and hooks around requests. Services listen on a socket of loopback, or in
// this process alone ([Sandbox.Transport]). A service is a tenant or an organization of one
// vendor: [Auth0Tenant] and [OktaOrg].
//
// Every rule that is enforced has a row in RULES.md with its evidence and the
// test that holds it. A rule that nobody has seen the vendor apply is marked
// UNPROVEN there.
//
// Nothing in this package may be linked into the released provider.
package sandbox
