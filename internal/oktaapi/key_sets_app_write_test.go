package oktaapi_test

import (
	"context"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/apierr"
	"github.com/idpkeys/terraform-provider-idpkeys/internal/oktaapi"
)

// An ID that would make the path that of something else is refused before anything
// is sent.
func TestAppKeyWrites_badIDsSendNothing(t *testing.T) {
	t.Parallel()
	client, err := oktaapi.New(oktaapi.Settings{OrgURL: "http://127.0.0.1:1", Credentials: oktaapi.Credentials{APIToken: "x"}, UserAgent: "test"})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for name, call := range map[string]func(context.Context, string, string) error{
		"add": func(ctx context.Context, app, _ string) error {
			_, err := client.AppKeys().Add(ctx, app, oktaapi.Key{})
			return err
		},
		"activate": func(ctx context.Context, app, key string) error {
			_, err := client.AppKeys().Activate(ctx, app, key)
			return err
		},
		"deactivate": func(ctx context.Context, app, key string) error {
			_, err := client.AppKeys().Deactivate(ctx, app, key)
			return err
		},
		"delete": client.AppKeys().Delete,
	} {
		for _, ids := range [][2]string{{"", "pks1"}, {"..", "pks1"}, {"0oa1/users", "pks1"}, {"0oa1", ""}, {"0oa1", ".."}, {"0oa1", "pks1/lifecycle"}} {
			if name == "add" && ids[0] == "0oa1" {
				continue
			}
			err := call(ctx, ids[0], ids[1])
			if !apierr.Is(err, apierr.Invalid) || apierr.As(err).Sent {
				t.Errorf("%s of %q: %v", name, ids, err)
			}
		}
	}
}
