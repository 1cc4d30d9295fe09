package performance

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/emptypb"
)

// StartRounds is how often the start of a provider is measured. A start is short.
const StartRounds = 21

// The handshake of go-plugin, as Terraform's plugin protocol 6 has it.
const (
	magicCookie     = "TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"
	protocolVersion = "PLUGIN_PROTOCOL_VERSIONS=6"
	schemaMethod    = "/tfplugin6.Provider/GetProviderSchema"
	shutdownMethod  = "/plugin.GRPCController/Shutdown"
)

// startLimit is how long a provider may take to start, to answer and to end.
const startLimit = time.Minute

// maxAnswer is the largest answer that Terraform takes, in bytes.
const maxAnswer = 256 << 20

// Start is what a provider took from its start to its answered schema.
type Start struct {
	// Wall is the time from the start of the process to the answer.
	Wall time.Duration
	// CPU is the CPU time of the provider, to its end.
	CPU time.Duration
	// Memory is the peak of its resident set in bytes.
	Memory int64
	// Schema is the size of the answer in bytes.
	Schema int
}

// Starts are the starts of both providers, of which each round has one of each.
type Starts struct{ Provider, Empty []Start }

// MeasureStarts starts each provider in so many rounds, without the CLI, and asks for its
// schema.
func (p *Programs) MeasureStarts(t testing.TB, rounds int) Starts {
	t.Helper()
	var starts Starts
	for range rounds {
		for provider, all := range map[string]*[]Start{realProvider: &starts.Provider, emptyProvider: &starts.Empty} {
			ctx, cancel := context.WithTimeout(t.Context(), startLimit)
			start, err := p.start(ctx, provider, filepath.Join(t.TempDir(), "usage.jsonl"))
			cancel()
			if err != nil {
				t.Fatalf("starting the provider %s: %v", provider, err)
			}
			*all = append(*all, start)
		}
	}
	return starts
}

// start starts a provider by the program that records what it uses, asks for its schema,
// and has it end.
func (p *Programs) start(ctx context.Context, provider, usageFile string) (Start, error) {
	cmd := exec.CommandContext(ctx, p.wrapper) // #nosec G204 -- our own program
	cmd.Env = append(os.Environ(), p.environment(provider, usageFile)...)
	cmd.Env = append(cmd.Env, magicCookie, protocolVersion)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return Start{}, err
	}
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return Start{}, err
	}
	schema, took, err := askForSchema(ctx, bufio.NewReader(out), begin)
	if err != nil {
		_ = cmd.Cancel()
	}
	if err := errors.Join(err, cmd.Wait()); err != nil {
		return Start{}, err
	}
	text, err := os.ReadFile(usageFile) // #nosec G304 -- written by our own program
	if err != nil {
		return Start{}, err
	}
	used, err := parseUsage(text)
	return Start{Wall: took, CPU: used.cpu, Memory: used.memory, Schema: schema}, err
}

// askForSchema reads where the provider listens from its output, asks for its schema, and
// has it end. It returns the size of the answer in bytes, and the time since begin.
func askForSchema(ctx context.Context, out *bufio.Reader, begin time.Time) (int, time.Duration, error) {
	handshake, err := out.ReadString('\n')
	if err != nil {
		return 0, 0, fmt.Errorf("no handshake: %w", err)
	}
	parts := strings.Split(strings.TrimSpace(handshake), "|")
	if len(parts) < 5 || parts[1] != "6" || parts[2] != "unix" || parts[4] != "grpc" {
		return 0, 0, fmt.Errorf("the handshake %q is not of protocol 6", handshake)
	}
	conn, err := grpc.NewClient("unix:"+parts[3], grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxAnswer)))
	if err != nil {
		return 0, 0, err
	}
	// The fields of an answer are kept although this type names none of them.
	var answer emptypb.Empty
	err = conn.Invoke(ctx, schemaMethod, new(emptypb.Empty), &answer)
	took := time.Since(begin)
	// go-plugin closes the connection before it answers, so an error here says nothing. The
	// caller waits for the end of the process.
	_ = conn.Invoke(ctx, shutdownMethod, new(emptypb.Empty), new(emptypb.Empty))
	return proto.Size(&answer), took, errors.Join(err, conn.Close())
}
