package oktaspec

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strconv"
)

// CompareShape says where an answer differs from an example of it in shape: in
// the members that it has and in their JSON types. Values are not compared. An
// element of an array must have the shape of at least one of the example's.
//
// The pointers in except, where * stands for any one name or index, may differ.
// One that does not is reported, so that exceptions do not outlive their reason.
func CompareShape(example, actual json.RawMessage, except ...string) []string {
	var want, have any
	if err := json.Unmarshal(example, &want); err != nil {
		return []string{"the example is not JSON: " + err.Error()}
	}
	if err := json.Unmarshal(actual, &have); err != nil {
		return []string{"not JSON: " + err.Error()}
	}
	var lines []string
	used := map[string]bool{}
	for _, f := range differences(want, have, "") {
		at := slices.IndexFunc(except, func(pattern string) bool {
			same, err := path.Match(pattern, f.pointer)
			return err == nil && same
		})
		if at >= 0 {
			used[except[at]] = true
			continue
		}
		lines = append(lines, fmt.Sprintf("%s: %s", f.pointer, f.message))
	}
	for _, pattern := range except {
		if !used[pattern] {
			lines = append(lines, pattern+": excepted, but does not differ")
		}
	}
	return lines
}

// differences compares two values.
func differences(want, have any, at string) []finding {
	if jsonType(want) != jsonType(have) {
		return []finding{{at, "the example has " + jsonType(want) + ", the answer " + jsonType(have)}}
	}
	switch w := want.(type) {
	case map[string]any:
		return objectDifferences(w, have.(map[string]any), at) //nolint:forcetypeassert // the types were just compared
	case []any:
		return arrayDifferences(w, have.([]any), at) //nolint:forcetypeassert // the types were just compared
	}
	return nil
}

// objectDifferences compares two objects member by member.
func objectDifferences(want, have map[string]any, at string) []finding {
	var found []finding
	for _, name := range sortedKeys(want) {
		place := at + "/" + escapePointer(name)
		if value, ok := have[name]; ok {
			found = append(found, differences(want[name], value, place)...)
		} else {
			found = append(found, finding{place, "only the example has it"})
		}
	}
	for _, name := range sortedKeys(have) {
		if _, ok := want[name]; !ok {
			found = append(found, finding{at + "/" + escapePointer(name), "only the answer has it"})
		}
	}
	return found
}

// arrayDifferences compares each element with the one of the example that comes
// nearest. An empty array would compare nothing and so differs.
func arrayDifferences(want, have []any, at string) []finding {
	if len(want) > 0 && len(have) == 0 {
		return []finding{{at, "the example has elements, the answer none"}}
	}
	var found []finding
	for i, value := range have {
		place := at + "/" + strconv.Itoa(i)
		if len(want) == 0 {
			found = append(found, finding{place, "the example has no elements"})
			continue
		}
		best := differences(want[0], value, place)
		for _, other := range want[1:] {
			if next := differences(other, value, place); len(next) < len(best) {
				best = next
			}
		}
		found = append(found, best...)
	}
	return found
}

// jsonType names the type of a decoded value.
func jsonType(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "a bool"
	case float64:
		return "a number"
	case string:
		return "a string"
	case []any:
		return "an array"
	}
	return "an object"
}
