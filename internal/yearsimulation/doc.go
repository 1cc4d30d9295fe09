// Package yearsimulation runs a year of nightly applies of one configuration, in this process, with the
// sandbox as the vendors and on its clock. It has four rollovers that depend on time: an Auth0
// connection whose keys are those of an Okta app, an app whose private key takes days to be deployed,
// an API that decrypts, and verifiers that cache published keys. Each party signs, verifies and
// decrypts every simulated hour, and between any two changes of a night, with the keys that it has.
//
// expectation.go computes what has to happen from periods and delays alone, and shares no code with
// the provider.
package yearsimulation
