// Command emptyprovider serves a Terraform provider that does nothing: one resource and
// one data source, which keep their arguments. make bench measures it beside the real
// provider, to tell what the framework and the plugin protocol take by themselves.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
)

func main() {
	err := providerserver.Serve(context.Background(), newProvider, providerserver.ServeOpts{
		Address: "registry.terraform.io/idpkeys/empty",
	})
	if err != nil {
		log.Fatal(err)
	}
}
