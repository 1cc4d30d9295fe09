// Package oktaspec holds requests and answers against Okta's own OpenAPI
// document, the one that ships inside the module of Okta's SDK.
//
// The sandbox is written by us, from the same notes as the provider. Where the
// notes are wrong, both are wrong together and every test is green. The
// document is a witness that neither of them wrote.
//
// It is a witness with habits: it lets unknown members through, has its enums
// turned into extensions, and contradicts recorded answers of real orgs in
// places. So unknown members and values are refused here where keys are
// concerned (see [strictSchemas]), and what reality does against the document
// is listed with its evidence (see [departures]).
//
// The package is for tests and is never linked into the provider.
package oktaspec
