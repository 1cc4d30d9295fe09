package callcontext_test

import (
	"context"
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/callcontext"
)

func TestAfterWait(t *testing.T) {
	t.Parallel()
	callcontext.AfterWait(t.Context()) // nothing is to be done
	waits := 0
	ctx := callcontext.WithAfterWait(t.Context(), func(context.Context) { waits++ })
	callcontext.AfterWait(ctx)
	within, release := callcontext.New(ctx)
	callcontext.AfterWait(within)
	detached := callcontext.Detach(within)
	release()
	callcontext.AfterWait(detached) // what goes on after a call keeps it
	callcontext.AfterWait(within)   // a call that is over has it no more
	if waits != 3 {
		t.Errorf("%d calls after a wait, want 3", waits)
	}
}
