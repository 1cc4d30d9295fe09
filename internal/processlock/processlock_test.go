package processlock_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/processlock"
)

var name = processlock.Name{Vendor: "auth0", Host: "example.eu.auth0.com", Parent: "con_x"}

// holderFolder is the variable by which this test binary becomes a process that holds
// the lock of name, in the folder that it names, until it is killed.
const holderFolder = "IDPKEYS_TEST_HOLDER_FOLDER"

func TestMain(m *testing.M) {
	if folder := os.Getenv(holderFolder); folder != "" {
		hold(folder)
	}
	os.Exit(m.Run())
}

func hold(folder string) {
	unlock, err := processlock.Locks{Folder: folder}.Lock(context.Background(), name)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("held")
	_, _ = io.Copy(io.Discard, os.Stdin) // nobody writes or closes it before the kill
	unlock()
	os.Exit(0)
}

// take takes a lock that must be free.
func take(t *testing.T, lock func(context.Context, processlock.Name) (func(), error), n processlock.Name) func() {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	unlock, err := lock(ctx, n)
	if err != nil {
		t.Fatal(err)
	}
	return unlock
}

// expectHeld tries to take a lock that somebody else holds.
func expectHeld(t *testing.T, lock func(context.Context, processlock.Name) (func(), error), n processlock.Name) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err := lock(ctx, n)
	if !apierr.Is(err, apierr.Canceled) || !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "nothing was sent") {
		t.Fatalf("a lock that is held: %v", err)
	}
}

func TestLocks_aLockHasOneHolderAndIsFreeAfterIt(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	one, other := processlock.Locks{Folder: folder}, processlock.Locks{Folder: folder}
	unlock := take(t, one.Lock, name)
	expectHeld(t, other.Lock, name)
	expectHeld(t, other.Share, name)
	upper := name
	upper.Host = "EXAMPLE.eu.auth0.com"
	expectHeld(t, other.Lock, upper)
	for _, n := range []processlock.Name{
		{Vendor: "okta", Host: name.Host, Parent: name.Parent},
		{Vendor: name.Vendor, Host: "example.us.auth0.com", Parent: name.Parent},
		{Vendor: name.Vendor, Host: name.Host, Parent: "con_X"},
		{Vendor: name.Vendor, Host: name.Host},
	} {
		take(t, other.Lock, n)()
	}
	unlock()
	take(t, other.Lock, name)()
}

func TestLocks_sharersExcludeALockAloneAndNotOneAnother(t *testing.T) {
	t.Parallel()
	locks := processlock.Locks{Folder: t.TempDir()}
	first := take(t, locks.Share, name)
	second := take(t, locks.Share, name)
	expectHeld(t, locks.Lock, name)
	first()
	expectHeld(t, locks.Lock, name)
	second()
	take(t, locks.Lock, name)()
}

// Whoever waits gets the lock as soon as it is released.
func TestLocks_aWaiterGetsTheLock(t *testing.T) {
	t.Parallel()
	locks := processlock.Locks{Folder: t.TempDir()}
	unlock := take(t, locks.Lock, name)
	got := make(chan func())
	go func() { got <- take(t, locks.Lock, name) }()
	select {
	case <-got:
		t.Fatal("two hold one lock")
	case <-time.After(100 * time.Millisecond):
	}
	unlock()
	(<-got)()
}

func TestLocks_waitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	locks := processlock.Locks{Folder: t.TempDir()}
	defer take(t, locks.Lock, name)()
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := locks.Lock(ctx, name); !apierr.Is(err, apierr.Canceled) || !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	if _, err := locks.Lock(ctx, name); err != context.Canceled { //nolint:errorlint // nothing may be said of a lock that was not tried
		t.Errorf("interrupted before: %v", err)
	}
}

// The lock of a process that is killed is free.
func TestLocks_aKilledHolderHoldsNothing(t *testing.T) {
	t.Parallel()
	locks := processlock.Locks{Folder: t.TempDir()}
	holder := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // this test's own binary
	holder.Env = append(os.Environ(), holderFolder+"="+locks.Folder)
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatalf("the holder says %q: %v", line, err)
	}
	expectHeld(t, locks.Lock, name)
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	take(t, locks.Lock, name)()
	if err := holder.Wait(); err == nil {
		t.Error("the holder ended by itself")
	}
}

// A lock file shows nothing of what it is for, and only its owner can open it.
func TestLocks_theFileIsEmptyAndPrivate(t *testing.T) {
	t.Parallel()
	locks := processlock.Locks{Folder: filepath.Join(t.TempDir(), "a", "b")}
	take(t, locks.Lock, name)()
	files, err := os.ReadDir(locks.Folder)
	if err != nil || len(files) != 1 || len(files[0].Name()) != 64 {
		t.Fatalf("%v %v", files, err)
	}
	info, err := files[0].Info()
	if err != nil || info.Size() != 0 || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
}

// Where no lock can be made the run goes on, and the log says so.
func TestLocks_goOnWithoutAFolder(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	open := t.TempDir()
	if err := os.Chmod(open, 0o777); err != nil { //nolint:gosec // what is to be refused
		t.Fatal(err)
	}
	folders := map[string]string{"below a file": filepath.Join(file, "locks"), "a file": file}
	if runtime.GOOS != "windows" {
		folders["others can write to it"] = open
	}
	for what, folder := range folders {
		var log bytes.Buffer
		locks := processlock.Locks{Folder: folder}
		unlock, err := locks.Lock(tflogtest.RootLogger(t.Context(), &log), name)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		unlock()
		entries, err := tflogtest.MultilineJSONDecode(&log)
		if err != nil || len(entries) != 1 || entries[0]["@level"] != "warn" || !strings.Contains(fmt.Sprint(entries[0]["@message"]), "No lock between the processes") {
			t.Errorf("%s: the log says %v %v", what, entries, err)
		}
	}
}

// Without HOME, as in containers, the files are below the folder for temporary files.
func TestLocks_withoutAHomeTheFolderIsATemporaryOne(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the variables are those of Unix")
	}
	temporary := t.TempDir()
	t.Setenv("HOME", "")
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("TMPDIR", temporary)
	unlock := take(t, processlock.Locks{}.Lock, name)
	defer unlock()
	files, err := filepath.Glob(filepath.Join(temporary, fmt.Sprintf("terraform-provider-idpkeys-%d", os.Getuid()), "*"))
	if err != nil || len(files) != 1 {
		t.Errorf("%v %v", files, err)
	}
	expectHeld(t, processlock.Locks{}.Lock, name)
}

// With a HOME that cannot be written to likewise; and without both folders it goes on.
func TestLocks_theUsersFolderComesFirst(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the variables are those of Linux")
	}
	caches := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", caches)
	take(t, processlock.Locks{}.Lock, name)()
	if files, err := filepath.Glob(filepath.Join(caches, "terraform-provider-idpkeys", "*")); err != nil || len(files) != 1 {
		t.Errorf("%v %v", files, err)
	}
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(caches, "terraform-provider-idpkeys", "no", "such"))
	if err := os.WriteFile(filepath.Join(caches, "terraform-provider-idpkeys", "no"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	take(t, processlock.Locks{}.Lock, name)()
	if files, err := filepath.Glob(filepath.Join(temporary, "*", "*")); err != nil || len(files) != 1 {
		t.Errorf("%v %v", files, err)
	}
}
