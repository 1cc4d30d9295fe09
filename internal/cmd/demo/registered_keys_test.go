package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/sandbox"
)

func TestStatusTable_hasTheKeysOfBothTimes(t *testing.T) {
	t.Parallel()
	const want = "kid   before   after\n" +
		"a     ACTIVE   -\n" +
		"b     -        ACTIVE\n"
	if got := statusTable(map[string]string{"a": "ACTIVE"}, map[string]string{"b": "ACTIVE"}); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
}

func TestRequestLines_nameTheKeys(t *testing.T) {
	t.Parallel()
	const want = "  GET      keys                          200\n" +
		"  POST     keys/{a}/lifecycle/activate   403\n" +
		"  DELETE   keys/apk2                     204\n"
	got := requestLines(sandbox.Entries{
		{Method: "GET", Path: "/api/v1/servers/aus1/keys", Status: 200},
		{Method: "POST", Path: "/api/v1/servers/aus1/keys/apk1/lifecycle/activate", Status: 403},
		{Method: "DELETE", Path: "/api/v1/servers/aus1/keys/apk2", Status: 204},
	}, []sandbox.OktaRegisteredKey{{ID: "apk1", KID: "a"}})
	if got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
}

// single and set are states of a key of its own, and of keys in one resource.
const (
	single = `{"attributes": {"kid": "a", "status": "ACTIVE"}}`
	set    = `{"attributes": {"active_kid": "b", "keys": {"b": {"status": "ACTIVE"}, "c": {"status": "INACTIVE"}}}}`
)

func stateOf(instances string) string { return `{"resources": [{"instances": [` + instances + `]}]}` }

func TestRecordedStatuses_ofKeysAndOfSets(t *testing.T) {
	t.Parallel()
	got, err := recordedStatuses([]byte(stateOf(single + ", " + set)))
	if err != nil || len(got) != 3 || got["a"] != "ACTIVE" || got["b"] != "ACTIVE" || got["c"] != "INACTIVE" {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := recordedStatuses([]byte("[]")); err == nil {
		t.Errorf("no state gives %v", got)
	}
}

func TestCheckKeys_failsWhenAStepEndsDifferently(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		state string
		idle  bool
		fault bool
		want  string
	}{
		"as wanted":      {state: single},
		"another status": {state: strings.Replace(single, "ACTIVE", "INACTIVE", 1), want: "records map[a:INACTIVE], and the org holds map[a:ACTIVE]"},
		"another key":    {state: set, want: "records map[b:ACTIVE c:INACTIVE]"},
		"idle":           {state: single, idle: true, want: "a moment without an active key"},
		"fault not met":  {state: single, fault: true, want: "did not: [the fault]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &runner{dir: t.TempDir(), box: sandbox.New()}
			if err := os.WriteFile(filepath.Join(s.dir, "terraform.tfstate"), []byte(stateOf(c.state)), 0o600); err != nil {
				t.Fatal(err)
			}
			if c.fault {
				s.box.Inject(sandbox.Fault{Name: "the fault"})
			}
			err := s.checkKeys(&registeredKeyDemo{
				registered:       func() []sandbox.OktaRegisteredKey { return []sandbox.OktaRegisteredKey{{KID: "a", Status: "ACTIVE"}} },
				wasWithoutActive: func() bool { return c.idle },
			})
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

// The files that the configurations name are there, and hold public keys only.
func TestRegisteredKeyDemos_haveTheirFiles(t *testing.T) {
	t.Parallel()
	s, err := newRunner(t.TempDir(), "provider", "terraform", new(bytes.Buffer))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	for _, demo := range s.keyDemos {
		for _, st := range demo.steps {
			for _, part := range strings.Split(st.resource, `file("`)[1:] {
				name, _, _ := strings.Cut(part, `"`)
				text, err := os.ReadFile(filepath.Join(s.dir, demo.folder, filepath.Base(name)))
				if err != nil || !strings.HasPrefix(string(text), "-----BEGIN PUBLIC KEY-----") || strings.Contains(string(text), "PRIVATE") {
					t.Errorf("%s: %q, %v", name, text, err)
				}
			}
		}
	}
}
