//go:build unix

package processlock

import (
	"os"
	"syscall"
)

// private reports whether the folder is this user's and no other user can write to it.
func private(folder os.FileInfo) bool {
	stat, ok := folder.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid() && folder.Mode().Perm()&0o022 == 0
}
