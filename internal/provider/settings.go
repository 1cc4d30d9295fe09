package provider

import (
	"slices"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

// value is an argument of a provider block.
type value struct {
	text    string
	unknown bool
}

// set reports whether the block names the argument. An empty string counts as
// absent: it is what an unset variable gives.
func (v value) set() bool { return v.unknown || v.text != "" }

// problem is what is wrong with a vendor's settings.
type problem struct {
	summary string
	detail  string
}

// method is one way to authenticate: arguments that belong together.
type method struct {
	name string
	// members are the arguments that it needs; optional ones may be missing.
	members  []string
	optional []string
}

func (m method) has(argument string) bool {
	return slices.Contains(m.members, argument) || slices.Contains(m.optional, argument)
}

// vendorRules are what resolve needs to know of a vendor's settings.
type vendorRules struct {
	vendor string
	block  string
	// variables maps an argument to its environment variable.
	variables map[string]string
	// address is the argument that says where the vendor is.
	address string
	methods []method
	// tokenArguments are the credentials that a header or a form carries as one word.
	tokenArguments []string
	// notes say more of an argument where a hint asks for it.
	notes map[string]string
}

// resolvedSettings is what became of a vendor's block: settings, or the error that
// the first type that needs the vendor reports.
type resolvedSettings[S any] struct {
	settings S
	absent   *apierr.Error
	// ignored are variables that another choice rules out, for a debug line.
	ignored  []string
	problems []problem
}

// resolveCredentials resolves the credentials, which all vendors do alike.
func resolveCredentials[S any](rules vendorRules, block map[string]value, env func(string) string) (resolvedSettings[S], credentialChoice) {
	credentials, bad := rules.resolve(block, env)
	r := resolvedSettings[S]{ignored: credentials.ignored, problems: rules.malformed(credentials)}
	if bad != nil {
		r.problems = append(r.problems, *bad)
	}
	return r, credentials
}

// credentialChoice is how credentials were resolved.
type credentialChoice struct {
	// method is nil when no complete one was found.
	method *method
	values map[string]value
	// ignored are variables of other methods, for a debug line.
	ignored []string
	// missing says what to set, when method is nil.
	missing string
}

func (o credentialChoice) unknown() bool {
	for _, v := range o.values {
		if v.unknown {
			return true
		}
	}
	return false
}

// resolve chooses the authentication method. If the block names any credential
// argument, the block fixes the method and missing members of that method come
// from its variables. Otherwise the environment must hold exactly one complete
// method. It is pure: env looks up a variable.
func (r vendorRules) resolve(block map[string]value, env func(string) string) (credentialChoice, *problem) {
	named := r.setArguments(block)
	if len(named) == 0 {
		return r.fromEnvironment(env)
	}
	fitting := r.matchingMethods(named)
	complete := r.completeMethods(fitting, block, env)
	switch {
	case len(fitting) == 0:
		return credentialChoice{}, r.conflict(named)
	case len(complete) == 0:
		return credentialChoice{missing: r.missing(fitting[0], block, env)}, nil
	case len(complete) > 1:
		return credentialChoice{}, r.ambiguous(complete)
	}
	return r.choose(complete[0], block, env), nil
}

// setArguments are the credential arguments that the block sets, in a stable order.
func (r vendorRules) setArguments(block map[string]value) []string {
	var names []string
	for name := range r.variables {
		if block[name].set() && r.isCredential(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (r vendorRules) isCredential(name string) bool {
	return slices.ContainsFunc(r.methods, func(m method) bool { return m.has(name) })
}

// matchingMethods are the methods that all named arguments belong to.
func (r vendorRules) matchingMethods(named []string) []method {
	var fit []method
	for _, m := range r.methods {
		if !slices.ContainsFunc(named, func(name string) bool { return !m.has(name) }) {
			fit = append(fit, m)
		}
	}
	return fit
}

func (r vendorRules) completeMethods(methods []method, block map[string]value, env func(string) string) []method {
	var complete []method
	for _, m := range methods {
		if len(r.missingMembers(m, block, env)) == 0 {
			complete = append(complete, m)
		}
	}
	return complete
}

func (r vendorRules) missingMembers(m method, block map[string]value, env func(string) string) []string {
	var absent []string
	for _, name := range m.members {
		if !r.lookup(name, block, env).set() {
			absent = append(absent, name)
		}
	}
	return absent
}

func (r vendorRules) lookup(name string, block map[string]value, env func(string) string) value {
	if v := block[name]; v.set() {
		return v
	}
	return value{text: env(r.variables[name])}
}

func (r vendorRules) fromEnvironment(env func(string) string) (credentialChoice, *problem) {
	complete := r.completeMethods(r.methods, nil, env)
	switch len(complete) {
	case 0:
		return credentialChoice{missing: r.missingAll()}, nil
	case 1:
		return r.choose(complete[0], nil, env), nil
	default:
		return credentialChoice{}, r.ambiguous(complete)
	}
}

func (r vendorRules) choose(m method, block map[string]value, env func(string) string) credentialChoice {
	o := credentialChoice{method: &m, values: map[string]value{}}
	for name, variable := range r.variables {
		switch {
		case m.has(name):
			o.values[name] = r.lookup(name, block, env)
		case r.isCredential(name) && env(variable) != "":
			o.ignored = append(o.ignored, variable)
		}
	}
	slices.Sort(o.ignored)
	return o
}
