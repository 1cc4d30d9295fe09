// Package processlock keeps processes on one machine from changing the same keys at
// the same time. A lock is a lock of the operating system on an empty file, which it
// releases when the process that holds it ends, however it ends. The files stay: to
// remove one while another process waits for it would make two locks out of one.
package processlock

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/callcontext"
)

// pause is the time between two tries to take a lock that another process holds.
const pause = 50 * time.Millisecond

// Name says whose keys a lock is for.
type Name struct {
	// Vendor is the vendor's name in lower case.
	Vendor string
	// Host is the host of the tenant or org, with the port if it has one.
	Host string
	// Parent is the ID of what has the keys; empty for the lock of a whole host.
	Parent string
}

// file is the name of the lock file. It shows nothing of what it is for.
func (n Name) file() string {
	sum := sha256.Sum256([]byte(n.Vendor + "\n" + strings.ToLower(n.Host) + "\n" + n.Parent))
	return hex.EncodeToString(sum[:])
}

// Locks are the locks whose files are in one folder. The zero value has them in a
// folder of the user who runs the process.
type Locks struct {
	// Folder is the folder, which is made when it is needed; tests only.
	Folder string
	// BeforeWrite is called before a record is written, if it is set; tests only.
	BeforeWrite func(ctx context.Context)
}

// Lock waits until no other holder has the lock, in this process or in another, and
// returns the function that releases it. It fails only when ctx ends: with the error
// of ctx where that had ended before, else with an *apierr.Error of kind Canceled.
// Where no lock can be made it goes on without one, and says so in the log.
func (l Locks) Lock(ctx context.Context, name Name) (unlock func(), err error) {
	return l.take(ctx, name, (*flock.Flock).TryLock)
}

// Share is Lock, but excludes only the holders of Lock, and not one another.
func (l Locks) Share(ctx context.Context, name Name) (unlock func(), err error) {
	return l.take(ctx, name, (*flock.Flock).TryRLock)
}

// attempt tries to lock a file, and reports whether it is locked now.
type attempt func(file *flock.Flock) (bool, error)

// until tries to lock a file until it succeeds, it fails, or ctx ends.
func (try attempt) until(ctx context.Context, file *flock.Flock) (bool, error) {
	for {
		locked, err := try(file)
		if locked || err != nil {
			return locked, err
		}
		if err := wait(ctx); err != nil {
			return false, err
		}
	}
}

// wait waits between two tries. Its error is that of ctx.
func wait(ctx context.Context) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	// Several may wait for one lock, and go on at the same moment.
	callcontext.AfterWait(ctx)
	return ctx.Err()
}

func (l Locks) take(ctx context.Context, name Name, try attempt) (func(), error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	folders, failure := l.folders()
	for _, folder := range folders {
		if failure = prepare(folder); failure != nil {
			continue
		}
		file := flock.New(filepath.Join(folder, name.file()), flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
		locked, err := try.until(ctx, file)
		switch {
		case locked:
			return func() { _ = file.Close() }, nil
		case ctx.Err() != nil:
			return nil, held(ctx.Err())
		}
		failure = err
	}
	tflog.Warn(ctx, "No lock between the processes of this machine could be made. Another run on this machine that changes the same keys "+
		"at the same time is not held back.", map[string]any{"vendor": name.Vendor, "error": failure.Error()})
	return func() {}, nil
}

func held(err error) error {
	return &apierr.Error{
		Kind: apierr.Canceled, Err: err,
		Message: "another run on this machine holds the lock of these keys, and this run was interrupted, or its time (timeouts) was over, " +
			"before the lock was released; nothing was sent",
	}
}
