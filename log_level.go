package main

// The variables that say which lines of a provider Terraform and OpenTofu show: the first if it
// is set, else the second. If both are empty, they show none
// (https://developer.hashicorp.com/terraform/internals/debugging).
const (
	envShownProvider = "TF_LOG_PROVIDER"
	envShown         = "TF_LOG"
)

// The variables from which the plugin SDKs take their levels, and that of this provider's own
// lines (https://developer.hashicorp.com/terraform/plugin/log/managing). Those of subsystems, such
// as TF_LOG_SDK_PROTO, go before them.
const (
	envSDKLevel = "TF_LOG_SDK"
	envOwnLevel = "TF_LOG_PROVIDER_IDPKEYS"
)

// levelOff writes nothing.
const levelOff = "OFF"

// unreadLogLevels are the variables to set, with their values, so that no line is encoded that
// nobody reads. Without them the plugin SDKs encode every trace line, and Terraform decodes and
// drops it. There are none if Terraform shows lines of the provider. What is set already stays.
func unreadLogLevels(getenv func(string) string) (levels map[string]string) {
	if getenv(envShownProvider) != "" || getenv(envShown) != "" {
		return nil
	}
	levels = map[string]string{}
	for _, name := range []string{envSDKLevel, envOwnLevel} {
		if getenv(name) == "" {
			levels[name] = levelOff
		}
	}
	return levels
}
