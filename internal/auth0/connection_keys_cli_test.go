package auth0_test

import (
	"testing"

	"github.com/idpkeys/terraform-provider-idpkeys/internal/acctest"
)

// What the README tells: apply, no changes, a trigger, the guard, destroy.
func TestAccCLI_fromFirstApplyToDestroy(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.Auth0Keys).FromFirstApplyToDestroy()
}

func TestAccCLI_savedPlanAfterTwoDirectRotationsIsRefused(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.Auth0Keys).SavedPlanIsStale()
}

func TestAccCLI_savedCreateAfterADirectRotationIsRefused(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.Auth0Keys).SavedCreateIsStale()
}

func TestAccCLI_importPlansClean(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.Auth0Keys).ImportPlansClean()
}

func TestAccCLI_destroyWithoutCredentials(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.Auth0Keys).DestroyWithoutCredentials()
}

func TestAccCLI_orphanDestroyWarns(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.Auth0Keys).OrphanDestroyWarns()
}

func TestAccCLI_replaceRotatesInTheSameApply(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.Auth0Keys).ReplaceRotates()
}

// A proxy refuses what Auth0 has executed, and a clock is off.
func TestAccCLI_refusedByAProxyAfterTheRotation(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.Auth0Keys).RefusedByAProxy()
}

// Twenty resources on twenty connections with -parallelism=20.
func TestAccCLI_twentyConnectionsAtOnce(t *testing.T) {
	t.Parallel()
	acctest.NewScenario(t, acctest.Auth0Keys).TwentyAtOnce()
}
