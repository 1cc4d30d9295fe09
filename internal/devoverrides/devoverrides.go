// Package devoverrides writes the CLI configuration with which Terraform and
// OpenTofu take the provider from a folder instead of a registry.
package devoverrides

import "fmt"

// Text is the configuration for the folder that holds the provider's binary. It
// names the addresses of both registries, since each CLI asks for its own.
func Text(dir string) string {
	return fmt.Sprintf(`provider_installation {
  dev_overrides {
    "registry.terraform.io/idpkeys/idpkeys" = %q
    "registry.opentofu.org/idpkeys/idpkeys" = %q
  }
  direct {}
}
`, dir, dir)
}
