// Command terraform-provider-idpkeys serves the provider to Terraform and
// OpenTofu.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/provider"
)

// version is set by the release build.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run for a debugger: print how to attach, and serve until stopped")
	flag.Parse()
	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/idpkeys/idpkeys",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}
