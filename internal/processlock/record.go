package processlock

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// recordSuffix tells the file of a record from that of the lock of the same name.
const recordSuffix = ".json"

// maxRecord bounds how much of a file is read.
const maxRecord = 64 << 10

// Record is a small file about what the holders of a lock have sent, which later holders on this
// machine read. Unlike a lock, it outlives the process. Whoever uses it holds the lock of the
// same name.
type Record struct {
	locks Locks
	name  Name
}

// Record is the record of the name. It makes no file.
func (l Locks) Record(name Name) Record { return Record{l, name} }

// Content is what a record says.
type Content struct {
	// Text is what was written last; nil if it cannot be read.
	Text []byte
	// Written is the modification time of the file.
	Written time.Time
	// Path is where the file is.
	Path string
}

// Read reads the record. found is false if there is none. Where there is no folder for such files,
// there is none, and the log says so.
func (r Record) Read(ctx context.Context) (content Content, found bool) {
	folders, err := r.usableFolders()
	for _, folder := range folders {
		path := r.path(folder)
		info, failure := os.Lstat(path)
		switch {
		case failure == nil:
			return Content{Text: readRegular(path, info), Written: info.ModTime(), Path: path}, true
		case !errors.Is(failure, fs.ErrNotExist):
			err = failure
		}
	}
	if err != nil {
		r.warn(ctx, "read", err)
	}
	return Content{}, false
}

// readRegular is the content of a file; nil if it cannot be read, or is no regular file.
func readRegular(path string, info fs.FileInfo) []byte {
	if !info.Mode().IsRegular() || info.Size() > maxRecord {
		return nil
	}
	text, err := os.ReadFile(path) // #nosec G304 -- a name made of a hash, in a folder of this user
	if err != nil {
		return nil
	}
	return text
}

// Write replaces the record, and returns when it is on the disk. at is the time that the file
// gets. Where it cannot be written, the log says so.
func (r Record) Write(ctx context.Context, text []byte, at time.Time) {
	if r.locks.BeforeWrite != nil {
		r.locks.BeforeWrite(ctx)
	}
	folders, err := r.usableFolders()
	for i, folder := range folders {
		if err = r.writeIn(folder, text, at); err == nil {
			return
		}
		_ = os.Remove(r.path(folders[i])) // an old record must not be read in place of a new one
	}
	r.warn(ctx, "written", err)
}

// writeIn writes the file beside the record and renames it, so that no reader finds a part of it.
func (r Record) writeIn(folder string, text []byte, at time.Time) error {
	file, err := os.CreateTemp(folder, "record-*") // readable by this user alone
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	err = errors.Join(err, file.Sync(), file.Close(), os.Chtimes(file.Name(), at, at))
	if err == nil {
		err = os.Rename(file.Name(), r.path(folder))
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return err
	}
	syncFolder(folder)
	return nil
}

// syncFolder makes a rename last through a power failure. Systems that cannot do that for a folder
// do it by themselves.
func syncFolder(folder string) {
	if dir, err := os.Open(folder); err == nil { // #nosec G304 -- a folder of this user
		_ = dir.Sync()
		_ = dir.Close()
	}
}

// Remove removes the record.
func (r Record) Remove(ctx context.Context) {
	folders, err := r.usableFolders()
	for _, folder := range folders {
		if failure := os.Remove(r.path(folder)); failure != nil && !errors.Is(failure, fs.ErrNotExist) {
			err = failure
		}
	}
	if err != nil {
		r.warn(ctx, "removed", err)
	}
}

// usableFolders are the folders in which this user alone can write, best first. The error says why
// there is none.
func (r Record) usableFolders() (usable []string, failure error) {
	folders, failure := r.locks.folders()
	for _, folder := range folders {
		if err := prepare(folder); err != nil {
			failure = err
			continue
		}
		usable = append(usable, folder)
	}
	if len(usable) > 0 {
		failure = nil
	}
	return usable, failure
}

func (r Record) path(folder string) string { return filepath.Join(folder, r.name.file()+recordSuffix) }

func (r Record) warn(ctx context.Context, verb string, err error) {
	tflog.Warn(ctx, "The record of the last rotation on this machine cannot be "+verb+". If a run is killed while it rotates, the next run on this machine "+
		"does not know of it.", map[string]any{"vendor": r.name.Vendor, "error": err.Error()})
}
