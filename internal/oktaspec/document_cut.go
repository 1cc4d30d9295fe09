package oktaspec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/oasdiff/yaml"
)

// wantedPaths are the operations that the provider and the sandbox know.
var wantedPaths = []string{
	"/api/v1/apps/{appId}",
	"/api/v1/apps/{appId}/connections/default/jwks",
	"/api/v1/apps/{appId}/credentials/jwks",
	"/api/v1/apps/{appId}/credentials/jwks/{keyId}",
	"/api/v1/apps/{appId}/credentials/jwks/{keyId}/lifecycle/activate",
	"/api/v1/apps/{appId}/credentials/jwks/{keyId}/lifecycle/deactivate",
	"/api/v1/apps/{appId}/lifecycle/deactivate",
	"/api/v1/authorizationServers/{authServerId}",
	"/api/v1/authorizationServers/{authServerId}/credentials/keys",
	"/api/v1/authorizationServers/{authServerId}/credentials/keys/{keyId}",
	"/api/v1/authorizationServers/{authServerId}/credentials/lifecycle/keyRotate",
	"/api/v1/authorizationServers/{authServerId}/resourceservercredentials/keys",
	"/api/v1/authorizationServers/{authServerId}/resourceservercredentials/keys/{keyId}",
	"/api/v1/authorizationServers/{authServerId}/resourceservercredentials/keys/{keyId}/lifecycle/activate",
	"/api/v1/authorizationServers/{authServerId}/resourceservercredentials/keys/{keyId}/lifecycle/deactivate",
}

// componentPrefix begins each reference inside the document, those of
// discriminators included.
const componentPrefix = "#/components/"

// pieces are the entries of the document by name, as text: "/api/v1/…" for a
// path, "#/components/schemas/…" for a component. Reading 3 MB of YAML takes a
// second and 235 MB; finding where its entries begin takes milliseconds,
// because the generator indents them all alike.
type pieces map[string][]byte

// cutPieces finds the entries. It keeps no copy of the text.
func cutPieces(text []byte) pieces {
	found := pieces{}
	var top, kind, name string
	var start, at int
	end := func() {
		if name != "" {
			found[name] = text[start:at]
		}
		name = ""
	}
	for line := range bytes.Lines(text) {
		indent, key := entryKey(line)
		switch {
		case key == "":
		case indent == 0:
			end()
			top = key
		case indent == 2 && top == "paths":
			end()
			name, start = key, at
		case indent == 2 && top == "components":
			end()
			kind = key
		case indent == 4 && top == "components":
			end()
			name, start = componentPrefix+kind+"/"+key, at
		}
		at += len(line)
	}
	end()
	return found
}

// entryKey is the key that a line of at most four blanks of indent begins.
func entryKey(line []byte) (indent int, key string) {
	rest := bytes.TrimLeft(line, " ")
	indent = len(line) - len(rest)
	before, _, ok := strings.Cut(string(rest), ":")
	if indent > 4 || !ok || strings.ContainsAny(before, " \t#") {
		return indent, ""
	}
	return indent, strings.Trim(before, `"'`)
}

// cut is the part of the document that the wanted paths need, as JSON: the
// paths and what they refer to, directly or not. Examples are left out, as the
// document has references to examples that are not in it.
func cut(text []byte) ([]byte, error) {
	all := cutPieces(text)
	paths, components := map[string]any{}, map[string]map[string]any{}
	todo := append([]string(nil), wantedPaths...)
	seen := map[string]bool{}
	for len(todo) > 0 {
		name := todo[0]
		todo = todo[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		node, err := all.read(name)
		if err != nil {
			return nil, err
		}
		todo = append(todo, references(node)...)
		if place, ok := strings.CutPrefix(name, componentPrefix); ok {
			kind, short, _ := strings.Cut(place, "/")
			if components[kind] == nil {
				components[kind] = map[string]any{}
			}
			components[kind][short] = node
			continue
		}
		paths[name] = node
	}
	return json.Marshal(map[string]any{
		"openapi":    "3.0.3",
		"info":       map[string]any{"title": "Okta", "version": "cut"},
		"paths":      paths,
		"components": components,
	})
}

// read is an entry as a tree without examples.
func (p pieces) read(name string) (any, error) {
	text, ok := p[name]
	if !ok {
		return nil, fmt.Errorf("the document has no %s", name)
	}
	var tree map[string]any
	if err := yaml.Unmarshal(text, &tree); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, node := range tree { // the one entry
		return withoutExamples(node, false), nil
	}
	return nil, fmt.Errorf("%s is empty", name)
}

// withoutExamples drops example and examples from a tree, but for properties
// that are called so.
func withoutExamples(node any, names bool) any {
	switch n := node.(type) {
	case map[string]any:
		for key, value := range n {
			if !names && (key == "example" || key == "examples") {
				delete(n, key)
				continue
			}
			n[key] = withoutExamples(value, !names && key == "properties")
		}
	case []any:
		for i, value := range n {
			n[i] = withoutExamples(value, false)
		}
	}
	return node
}

// references are the components that a tree names.
func references(node any) []string {
	var found []string
	switch n := node.(type) {
	case map[string]any:
		for _, value := range n {
			found = append(found, references(value)...)
		}
	case []any:
		for _, value := range n {
			found = append(found, references(value)...)
		}
	case string:
		if strings.HasPrefix(n, componentPrefix) {
			found = append(found, n)
		}
	}
	return found
}
