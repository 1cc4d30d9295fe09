package oktaspec

import (
	"encoding/json"
	"strings"
	"testing"
)

// smallDocument has what the cutting must cope with.
const smallDocument = `openapi: 3.0.3
paths:
  /unwanted:
    get:
      description: |
        components:
  WANTED
components:
  schemas:
    Key:
      example:
        $ref: "#/components/examples/nowhere"
      properties:
        example:
          type: string
          example: e
        other:
          oneOf:
          - $ref: "#/components/schemas/Other"
    Other:
      discriminator:
        mapping:
          a: "#/components/schemas/Mapped"
    Mapped:
      type: object
    Unwanted:
      type: object
`

// withPaths puts the wanted paths in, the first of which refers to Key.
func withPaths() string {
	var wanted strings.Builder
	for i, path := range wantedPaths {
		wanted.WriteString("  " + path + ":\n")
		if i == 0 {
			wanted.WriteString("    $ref: \"#/components/schemas/Key\"\n")
			continue
		}
		wanted.WriteString("    get: {}\n")
	}
	return strings.Replace(smallDocument, "  WANTED\n", wanted.String(), 1)
}

func TestCutKeepsWhatIsNeeded(t *testing.T) {
	t.Parallel()
	text, err := cut([]byte(withPaths()))
	if err != nil {
		t.Fatal(err)
	}
	var have struct {
		Paths      map[string]any
		Components map[string]map[string]any
	}
	if err := json.Unmarshal(text, &have); err != nil {
		t.Fatal(err)
	}
	expect(t, "schemas", sortedKeys(have.Components["schemas"]), "Key", "Mapped", "Other")
	if len(have.Paths) != len(wantedPaths) {
		t.Errorf("%d paths, want %d", len(have.Paths), len(wantedPaths))
	}
	key, err := json.Marshal(have.Components["schemas"]["Key"])
	if err != nil {
		t.Fatal(err)
	}
	want := `{"properties":{"example":{"type":"string"},"other":{"oneOf":[{"$ref":"#/components/schemas/Other"}]}}}`
	if string(key) != want {
		t.Errorf("Key without examples:\nhave %s\nwant %s", key, want)
	}
}

func TestCutMissesNothingSilently(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ old, new, want string }{
		"a path":      {wantedPaths[3] + ":", "/elsewhere:", "the document has no " + wantedPaths[3]},
		"a component": {"    Mapped:", "    Renamed:", "the document has no #/components/schemas/Mapped"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := cut([]byte(strings.Replace(withPaths(), c.old, c.new, 1)))
			if err == nil || err.Error() != c.want {
				t.Errorf("have %v, want %s", err, c.want)
			}
		})
	}
}

// Names in the list that the document does not have would check nothing.
func TestStrictSchemasExist(t *testing.T) {
	t.Parallel()
	doc := Load(t)
	for _, name := range strictSchemas {
		if doc.spec.Components.Schemas[name] == nil {
			t.Errorf("the document has no schema %s", name)
		}
	}
}
