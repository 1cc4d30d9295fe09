// Package devoverrides writes the CLI configuration with which Terraform and
// OpenTofu take the provider from a folder instead of a registry.
package devoverrides

import (
	"fmt"
	"strings"
)

// Text is the configuration for the folder that holds the provider's binary. It
// names the addresses of both registries, since each CLI asks for its own.
func Text(dir string) string { return TextOf(dir, "idpkeys") }

// TextOf is the configuration for a folder that holds the binaries of several
// providers of the namespace idpkeys, by their names, such as idpkeys.
func TextOf(dir string, names ...string) string {
	var out strings.Builder
	out.WriteString("provider_installation {\n  dev_overrides {\n")
	for _, name := range names {
		for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
			fmt.Fprintf(&out, "    \"%s/idpkeys/%s\" = %q\n", host, name, dir)
		}
	}
	out.WriteString("  }\n  direct {}\n}\n")
	return out.String()
}
