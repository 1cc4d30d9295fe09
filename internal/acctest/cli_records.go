package acctest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"
)

// AgeRecords makes the records of rotations on the machine of this test older: the clock of a
// provider that a CLI starts cannot be moved.
func (c *CLI) AgeRecords(by time.Duration) {
	c.t.Helper()
	paths, err := filepath.Glob(filepath.Join(c.caches, "terraform-provider-idpkeys", "*.json"))
	if err != nil {
		c.t.Fatal(err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path) // #nosec G304 -- found above
		record := map[string]any{}
		if err == nil {
			err = json.Unmarshal(text, &record)
		}
		if err != nil {
			c.t.Fatalf("%s: %v", path, err)
		}
		for _, name := range []string{"sent", "done"} {
			if at, err := time.Parse(time.RFC3339, asText(record[name])); err == nil {
				record[name] = at.Add(-by).Format(time.RFC3339)
			}
		}
		if text, err = json.Marshal(record); err == nil {
			err = os.WriteFile(path, text, 0o600) // #nosec G703 -- found above
		}
		if err != nil {
			c.t.Fatalf("%s: %v", path, err)
		}
	}
}

// asText is a value that is a text; empty if it is none.
func asText(v any) string {
	text, _ := v.(string)
	return text
}
