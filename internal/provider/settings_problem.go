package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
)

func (r vendorRules) conflict(named []string) *problem {
	touched := slices.DeleteFunc(slices.Clone(r.methods), func(m method) bool { return !slices.ContainsFunc(named, m.has) })
	return &problem{
		summary: "Conflicting credentials",
		detail: fmt.Sprintf("The %s block names %s, which do not belong to one authentication method. Keep the arguments of one: %s.",
			r.block, strings.Join(named, ", "), r.listMethods(touched)),
	}
}

func (r vendorRules) ambiguous(methods []method) *problem {
	return &problem{
		summary: "Ambiguous credentials",
		detail: fmt.Sprintf("The %s block and the environment hold more than one complete authentication method: %s. "+
			"Name the arguments of one in the block, or unset the variables of the others.", r.block, r.listMethods(methods)),
	}
}

func (r vendorRules) missing(m method, block map[string]value, env func(string) string) string {
	var parts []string
	absent := r.missingMembers(m, block, env)
	for _, name := range absent {
		parts = append(parts, r.both(name))
	}
	return "Set " + strings.Join(parts, " and ") + "." + r.notesOf(absent)
}

func (r vendorRules) missingAll() string {
	var parts, all []string
	for _, m := range r.methods {
		var variables []string
		for _, name := range m.members {
			variables = append(variables, r.variables[name])
		}
		parts = append(parts, fmt.Sprintf("%s.%s (or %s)", r.block, strings.Join(m.members, " + "), strings.Join(variables, " + ")))
		all = append(all, m.members...)
	}
	return "Set " + strings.Join(parts, "; or ") + "." + r.notesOf(all)
}

func (r vendorRules) notesOf(names []string) (text string) {
	for _, name := range names {
		if note := r.notes[name]; note != "" {
			text += " " + note
		}
	}
	return text
}

func (r vendorRules) listMethods(methods []method) string {
	var parts []string
	for _, m := range methods {
		var members []string
		for _, name := range m.members {
			members = append(members, fmt.Sprintf("%s (%s)", name, r.variables[name]))
		}
		parts = append(parts, m.name+": "+strings.Join(members, " + "))
	}
	return strings.Join(parts, "; ")
}

// both names an argument in its two forms.
func (r vendorRules) both(name string) string {
	return fmt.Sprintf("%s.%s (or %s)", r.block, name, r.variables[name])
}

// source names where an argument was found.
func (r vendorRules) source(name string, block map[string]value) string {
	if block[name].set() {
		return r.block + "." + name
	}
	return r.variables[name]
}

// incomplete is the error that the first type that needs the vendor reports,
// or nil when the settings are complete.
func (r vendorRules) incomplete(addressUnknown bool, addressMissing string, credentials credentialChoice) *apierr.Error {
	if addressUnknown || credentials.unknown() {
		return &apierr.Error{
			Kind: apierr.ConfigUnknown, Message: "the " + r.block + " block of the provider holds values that are only known after apply",
			Hint: "Apply first what these values come from (terraform apply -target=...), or give the provider values that are known at plan.",
		}
	}
	if hint := strings.TrimSpace(addressMissing + " " + credentials.missing); hint != "" {
		return r.notConfigured(hint)
	}
	return nil
}

func (r vendorRules) notConfigured(hint string) *apierr.Error {
	return &apierr.Error{Kind: apierr.NotConfigured, Message: "the provider has no complete settings for " + r.vendor, Hint: hint}
}
