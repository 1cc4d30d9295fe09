package main

import (
	"bytes"
	"io"
	"strings"
)

// filter passes on what the CLI prints, line by line, and cuts short what
// hides the story: the bodies of certificates and keys, and the notice that
// the provider comes from this checkout.
type filter struct {
	out     io.Writer
	pending bytes.Buffer
	// until ends the part that is left out now.
	until func(line string) bool
	blank bool
}

// Write takes any piece of output.
func (f *filter) Write(p []byte) (int, error) {
	f.pending.Write(p)
	for {
		line, rest, complete := strings.Cut(f.pending.String(), "\n")
		if !complete {
			return len(p), nil
		}
		f.pending.Reset()
		f.pending.WriteString(rest)
		f.line(line)
	}
}

// flush passes on a last line without an end.
func (f *filter) flush() {
	if f.pending.Len() > 0 {
		f.line(f.pending.String())
		f.pending.Reset()
	}
}

func (f *filter) line(line string) {
	if f.until != nil {
		if f.until(line) {
			f.until = nil
		}
		return
	}
	switch text := bare(line); {
	case strings.HasPrefix(text, "Warning: Provider development overrides"):
		f.until = func(line string) bool { return strings.HasPrefix(bare(line), "releases.") }
	case strings.HasSuffix(line, "<<-EOT"):
		f.print(strings.TrimSuffix(line, "<<-EOT") + "(PEM)")
		f.until = func(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "EOT") }
	case strings.HasSuffix(line, "jsonencode("):
		indent := line[:len(line)-len(strings.TrimLeft(line, " +~-"))]
		depth := strings.Repeat(" ", len(indent))
		f.print(strings.TrimSuffix(line, "jsonencode(") + "(JWK)")
		f.until = func(line string) bool { return strings.HasPrefix(line, depth+")") }
	default:
		f.print(line)
	}
}

// print passes a line on, but no frame around nothing and no two empty lines.
func (f *filter) print(line string) {
	blank := bare(line) == ""
	if blank && f.blank {
		return
	}
	f.blank = blank
	if blank {
		line = ""
	}
	_, _ = io.WriteString(f.out, line+"\n")
}

// bare is a line without the frame that the CLI draws around diagnostics.
func bare(line string) string { return strings.Trim(line, " │╷╵") }
