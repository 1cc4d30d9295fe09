package transport

import "fmt"

// CheckKIDs says why the kids of a list of keys do not name its keys, and is empty if they
// do. Nameless is how many entries of the list have none.
func CheckKIDs(kids []string, nameless int) string {
	if nameless > 0 {
		return "it has an entry without a kid"
	}
	seen := map[string]bool{}
	for _, kid := range kids {
		switch {
		case Altered(kid):
			return fmt.Sprintf("the kid %q is not as it was sent: it is longer than 1,024 bytes, or holds what cannot be shown", kid)
		case seen[kid]:
			return fmt.Sprintf("it has the kid %q twice", kid)
		}
		seen[kid] = true
	}
	return ""
}
