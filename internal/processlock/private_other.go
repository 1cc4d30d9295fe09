//go:build !unix

package processlock

import "os"

// private is always true: on these systems the folders are in the user's profile.
func private(os.FileInfo) bool { return true }
