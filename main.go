// Command terraform-provider-idpkeys serves the provider to Terraform and
// OpenTofu.
package main

import (
	"flag"
	"log"
	"os"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/protocolserver"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
)

// version is set by the release build.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run for a debugger: print how to attach, and serve until stopped")
	flag.Parse()
	if !*debug { // where a debugger is attached, the lines go to the terminal of the provider
		for name, level := range unreadLogLevels(os.Getenv) {
			if err := os.Setenv(name, level); err != nil {
				log.Fatal(err)
			}
		}
	}
	err := protocolserver.Serve("registry.terraform.io/idpkeys/idpkeys", provider.New(version), *debug)
	if err != nil {
		log.Fatal(err)
	}
}
