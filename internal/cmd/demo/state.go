package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// recordedKID is the kid of the key that signs according to the state. It is read
// from the file, as one more run of the CLI would take longer than a step.
func (s *runner) recordedKID(demo *vendorDemo) (string, error) {
	text, err := s.readState(demo)
	if err != nil {
		return "", err
	}
	return kidOf(text)
}

// readState is the state of a demo.
func (s *runner) readState(demo *vendorDemo) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(s.dir, demo.folder, "terraform.tfstate")) // #nosec G304 -- in the demo's own folder
	if err != nil {
		return nil, fmt.Errorf("reading the state: %w", err)
	}
	return text, nil
}

// kidOf finds the kid of the one resource in a state.
func kidOf(state []byte) (string, error) {
	var parsed struct {
		Resources []struct {
			Instances []struct {
				Attributes struct {
					KID string `json:"kid"`
				} `json:"attributes"`
			} `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(state, &parsed); err != nil {
		return "", fmt.Errorf("reading the state: %w", err)
	}
	if len(parsed.Resources) != 1 || len(parsed.Resources[0].Instances) != 1 {
		return "", fmt.Errorf("the state has %d resources, want 1", len(parsed.Resources))
	}
	return parsed.Resources[0].Instances[0].Attributes.KID, nil
}

// keysOutput is the output "keys" in a state.
func keysOutput(state []byte) ([]string, error) {
	var parsed struct {
		Outputs struct {
			Keys *struct {
				Value []string `json:"value"`
			} `json:"keys"`
		} `json:"outputs"`
	}
	if err := json.Unmarshal(state, &parsed); err != nil {
		return nil, fmt.Errorf("reading the state: %w", err)
	}
	if parsed.Outputs.Keys == nil {
		return nil, errors.New("the state has no output keys")
	}
	return parsed.Outputs.Keys.Value, nil
}

// recordedStatuses are the statuses of registered keys in a state, by kid, whether
// each key is a resource or one resource has them all.
func recordedStatuses(state []byte) (map[string]string, error) {
	type registered struct {
		KID    string `json:"kid"`
		Status string `json:"status"`
	}
	var parsed struct {
		Resources []struct {
			Instances []struct {
				Attributes struct {
					registered

					Keys map[string]registered `json:"keys"`
				} `json:"attributes"`
			} `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(state, &parsed); err != nil {
		return nil, fmt.Errorf("reading the state: %w", err)
	}
	all := map[string]string{}
	for _, resource := range parsed.Resources {
		for _, instance := range resource.Instances {
			if key := instance.Attributes.registered; key.KID != "" {
				all[key.KID] = key.Status
			}
			for kid, key := range instance.Attributes.Keys {
				all[kid] = key.Status
			}
		}
	}
	return all, nil
}
