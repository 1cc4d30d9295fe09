package processlock

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

const folderName = "terraform-provider-idpkeys"

// folders are where the lock files can be, best first: the user's folder for caches,
// then one below the folder for temporary files, which other users can write to too.
// There is always one; the error says why the first is missing.
func (l Locks) folders() ([]string, error) {
	if l.Folder != "" {
		return []string{l.Folder}, nil
	}
	temporary := filepath.Join(os.TempDir(), fmt.Sprintf("%s-%d", folderName, os.Getuid()))
	caches, err := os.UserCacheDir()
	if err != nil {
		return []string{temporary}, err
	}
	return []string{filepath.Join(caches, folderName), temporary}, nil
}

// prepare makes the folder where it is missing, and refuses one in which other users
// could hold or replace the lock files.
func prepare(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	info, err := os.Lstat(folder)
	switch {
	case err != nil:
		return err
	case !info.IsDir() || !private(info):
		return errors.New("the folder for lock files is not a folder that only this user can write to")
	}
	return nil
}
