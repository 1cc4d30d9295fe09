package oktaspec

import (
	"encoding/json"
	"testing"
)

func TestCompareShape(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		example, actual string
		except          []string
		want            []string
	}{
		"other values":           {`{"a":"x","b":[1],"c":null,"d":true}`, `{"a":"y","b":[2,3],"c":null,"d":false}`, nil, nil},
		"other types":            {`{"a":"x","b":"x","c":{}}`, `{"a":1,"b":null,"c":[]}`, nil, []string{"/a: the example has a string, the answer a number", "/b: the example has a string, the answer null", "/c: the example has an object, the answer an array"}},
		"missing and additional": {`{"a":{"b":"x"}}`, `{"a":{"c/d":"x"}}`, nil, []string{"/a/b: only the example has it", "/a/c~1d: only the answer has it"}},
		"one of the elements":    {`[{"a":"x"},{"b":"x"}]`, `[{"b":"y"},{"a":"y"},{"b":"y"}]`, nil, nil},
		"none of the elements":   {`[{"a":"x","c":"x"},{"b":"x"}]`, `[{"b":1}]`, nil, []string{"/0/b: the example has a string, the answer a number"}},
		"no element":             {`{"a":["x"]}`, `{"a":[]}`, nil, []string{"/a: the example has elements, the answer none"}},
		"unknown element":        {`[]`, `["x"]`, nil, []string{"/0: the example has no elements"}},
		"excepted":               {`[{"a":"x"}]`, `[{"b":"x"},{"b":1}]`, []string{"/*/a", "/*/b"}, nil},
		"excepted in vain":       {`{"a":"x"}`, `{"a":"y"}`, []string{"/a"}, []string{"/a: excepted, but does not differ"}},
		"not JSON":               {`{}`, `<html>`, nil, []string{"not JSON: "}},
		"example not JSON":       {``, `{}`, nil, []string{"the example is not JSON: "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expect(t, "differences", CompareShape(json.RawMessage(c.example), json.RawMessage(c.actual), c.except...), c.want...)
		})
	}
}
