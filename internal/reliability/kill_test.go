package reliability_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/reliability"
)

func TestAccKills_x(t *testing.T) {
	t.Parallel()
	for _, story := range reliability.Auth0ConnectionKeysStories() {
		reliability.RunStory(t, story, story.Blows(), func(s reliability.Story, b reliability.Blow, e reliability.Ending, d int) {
			t.Logf("%s %s: %s %d", s.Name, b, e, d)
		})
	}
}
