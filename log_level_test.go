package main

import (
	"maps"
	"testing"
)

func TestUnreadLogLevels(t *testing.T) {
	t.Parallel()
	off := map[string]string{"TF_LOG_SDK": "OFF", "TF_LOG_PROVIDER_IDPKEYS": "OFF"}
	for name, test := range map[string]struct {
		set  map[string]string
		want map[string]string
	}{
		"nothing is set":                 {nil, off},
		"only the core is traced":        {map[string]string{"TF_LOG_CORE": "trace"}, off},
		"a file for lines that are none": {map[string]string{"TF_LOG_PATH": "/tmp/log"}, off},
		"all is traced":                  {map[string]string{"TF_LOG": "trace"}, nil},
		"all as JSON":                    {map[string]string{"TF_LOG": "JSON"}, nil},
		"only errors":                    {map[string]string{"TF_LOG": "error"}, nil},
		"providers are traced":           {map[string]string{"TF_LOG_PROVIDER": "trace"}, nil},
		"a level of the SDK":             {map[string]string{"TF_LOG_SDK": "debug"}, map[string]string{"TF_LOG_PROVIDER_IDPKEYS": "OFF"}},
		"a level of the provider":        {map[string]string{"TF_LOG_PROVIDER_IDPKEYS": "warn"}, map[string]string{"TF_LOG_SDK": "OFF"}},
		"a level of a subsystem":         {map[string]string{"TF_LOG_SDK_PROTO": "trace"}, off},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := unreadLogLevels(func(key string) string { return test.set[key] })
			if !maps.Equal(got, test.want) {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}
