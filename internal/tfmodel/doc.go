// Package tfmodel reads a configuration, a plan or a state into a model, and writes a model into a
// plan or a state: what Get and Set of the framework do. A model is a struct whose fields have the
// tag tfsdk.
//
// The framework (v1.19.0) reads the tags of a struct at each call, and compiles a regular expression
// for each tag; Set converts each value twice. Here the tags of a type are read once per process,
// and each value is converted once, by the framework's own types.
//
// What this package cannot convert it leaves to Get and Set of the framework, which then also word
// the errors. A test of each model compares the two (modeltest).
package tfmodel
