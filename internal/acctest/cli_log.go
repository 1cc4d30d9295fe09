package acctest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/devoverrides"
)

// RecordProviderLog makes each following run start the provider through a script, and returns what
// reads the lines that the provider has written to its stderr since, and forgets them. Terraform
// reads the same lines, and drops them unless TF_LOG asks for them.
func (c *CLI) RecordProviderLog() (takeLines func() []string) {
	c.t.Helper()
	if runtime.GOOS == "windows" {
		c.t.Skip("a script in place of the provider is not possible on Windows")
	}
	binary, err := providerBinary()
	if err != nil {
		c.t.Fatalf("building the provider: %v", err)
	}
	dir := c.t.TempDir()
	log := filepath.Join(dir, "stderr")
	script := fmt.Sprintf("#!/bin/sh\nexec %q \"$@\" 2>>%q\n", binary, log)
	if err := os.WriteFile(filepath.Join(dir, filepath.Base(binary)), []byte(script), 0o700); err != nil { // #nosec G306 -- a program
		c.t.Fatal(err)
	}
	c.Write("cli.tfrc", devoverrides.Text(dir))
	return func() []string {
		c.t.Helper()
		text, err := os.ReadFile(log) // #nosec G304 -- written above
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			c.t.Fatal(err)
		}
		_ = os.Remove(log)
		return strings.Split(strings.TrimSpace(string(text)), "\n")
	}
}
