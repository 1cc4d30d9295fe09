package jwk

import (
	"slices"
	"testing"
)

func TestSetKIDs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		kids []string
		err  string
	}{
		"keys to verify with":       {`{"keys":[{"kid":"b","kty":"RSA","use":"sig"},{"kid":"a","kty":"EC"}]}`, []string{"b", "a"}, ""},
		"other members":             {`{"issuer":"x","keys":[{"kid":"a","kty":"RSA","x5c":[]}],"more":1}`, []string{"a"}, ""},
		"use that is null":          {`{"keys":[{"kid":"a","kty":"RSA","use":null}]}`, []string{"a"}, ""},
		"keys for other purposes":   {`{"keys":[{"kid":"a","kty":"RSA","use":"enc"},{"kid":"b","kty":"oct"},{"kid":"c"},{"kty":"RSA"}]}`, nil, ""},
		"keys in forms of no use":   {`{"keys":[1,null,"a",[],{"kid":1,"kty":"RSA"}]}`, nil, ""},
		"no keys":                   {`{"keys":[]}`, nil, ""},
		"an object of another kind": {`{"message":"no"}`, nil, "it has no list with the name keys"},
		"keys that are no list":     {`{"keys":{"kid":"a"}}`, nil, "it has no list with the name keys"},
		"keys that are null":        {`{"keys":null}`, nil, "it has no list with the name keys"},
		"a bare list":               {`[{"kid":"a","kty":"RSA"}]`, nil, "it has no list with the name keys"},
		"HTML":                      {`<html></html>`, nil, "it is not JSON"},
		"cut":                       {`{"keys":[{"kid":"a","kty":"RSA"}`, nil, "it is not JSON"},
		"two documents":             {`{"keys":[]}{"keys":[]}`, nil, "it is not JSON"},
		"nothing":                   {``, nil, "it is not JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kids, err := SetKIDs([]byte(c.text))
			if text := errorText(err); !slices.Equal(kids, c.kids) || text != c.err {
				t.Errorf("%q, %q; want %q, %q", kids, text, c.kids, c.err)
			}
		})
	}
}

// errorText is the text of an error, empty for none.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
