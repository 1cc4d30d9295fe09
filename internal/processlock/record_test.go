package processlock_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/processlock"
)

var writtenAt = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

func TestRecord_isReadByOthersOfTheSameName(t *testing.T) {
	t.Parallel()
	locks := processlock.Locks{Folder: filepath.Join(t.TempDir(), "made", "when needed")}
	record := locks.Record(name)
	if content, found := record.Read(t.Context()); found {
		t.Errorf("found %q before anything was written", content.Text)
	}
	for _, text := range []string{"one", "another, which is longer", "x"} {
		record.Write(t.Context(), []byte(text), writtenAt)
		content, found := locks.Record(name).Read(t.Context())
		if !found || string(content.Text) != text || !content.Written.Equal(writtenAt) {
			t.Errorf("read %q of %s, found %v, want %q", content.Text, content.Written, found, text)
		}
	}
	other := name
	other.Parent = "con_y"
	if _, found := locks.Record(other).Read(t.Context()); found {
		t.Error("a record of another parent is read")
	}
	record.Remove(t.Context())
	record.Remove(t.Context())
	if _, found := record.Read(t.Context()); found {
		t.Error("a record is read that was removed")
	}
}

// Only this user can read it, its name says nothing, and nothing else is left.
func TestRecord_isPrivate(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o700); err != nil { // #nosec G302 -- a folder
		t.Fatal(err)
	}
	processlock.Locks{Folder: folder}.Record(name).Write(t.Context(), []byte("text"), writtenAt)
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	info, err := files[0].Info()
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v: %v", info.Mode(), err)
	}
	if strings.Contains(files[0].Name(), "con_x") || strings.Contains(files[0].Name(), "auth0") {
		t.Errorf("the name says what it is for: %s", files[0].Name())
	}
}

// What is there and cannot be read is found, with its time.
func TestRecord_thatCannotBeReadIsFound(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(path string) error{
		"a folder in its place": func(path string) error { return os.Mkdir(path, 0o700) },
		"far too long":          func(path string) error { return os.WriteFile(path, bytes.Repeat([]byte("x"), 1<<20), 0o600) },
		"a link to nothing":     func(path string) error { return os.Symlink("nowhere", path) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			record := processlock.Locks{Folder: t.TempDir()}.Record(processlock.Name{Vendor: "okta"})
			record.Write(t.Context(), []byte("text"), writtenAt)
			content, _ := record.Read(t.Context())
			record.Remove(t.Context())
			if err := damage(content.Path); err != nil {
				t.Fatal(err)
			}
			if content, found := record.Read(t.Context()); !found || content.Text != nil || content.Written.IsZero() {
				t.Errorf("found %v: %+v", found, content)
			}
		})
	}
}

// Where no folder can be made, there is no record, and the log says so.
func TestRecord_withoutAFolderIsLogged(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	record := processlock.Locks{Folder: filepath.Join(file, "below")}.Record(name)
	var log bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &log)
	record.Write(ctx, []byte("text"), writtenAt)
	if _, found := record.Read(ctx); found {
		t.Error("a record is found")
	}
	record.Remove(ctx)
	for _, verb := range []string{"written", "read", "removed"} {
		if !strings.Contains(log.String(), "cannot be "+verb) {
			t.Errorf("the log does not say that it cannot be %s:\n%s", verb, log.String())
		}
	}
}

// Tests can have another process go on before a record is written.
func TestRecord_isWrittenAfterItsHook(t *testing.T) {
	t.Parallel()
	var record processlock.Record
	var found []bool
	locks := processlock.Locks{Folder: filepath.Join(t.TempDir(), "locks"), BeforeWrite: func(ctx context.Context) {
		_, exists := record.Read(ctx)
		found = append(found, exists)
	}}
	record = locks.Record(name)
	record.Write(t.Context(), []byte("one"), writtenAt)
	record.Write(t.Context(), []byte("two"), writtenAt)
	if len(found) != 2 || found[0] || !found[1] {
		t.Errorf("found before each write: %v, want false and true", found)
	}
}
