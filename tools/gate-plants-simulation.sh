# shellcheck shell=bash
# Defects for check-gates.sh in what the provider sends and records, which make simulate has
# to find. check-gates.sh reads this file. A plant finds its place by a text that says what
# the code is for, and fails if the text is gone.

# replace TEXT BY FOLDER replaces the first TEXT in the one Go file of the folder, not a test,
# that has it. Both are as written, with \n and \t.
replace() {
	local text file
	text=$(printf '%b' "$1")
	file=$(TEXT=$text perl -0777 -ne 'print "$ARGV\n" if $ARGV !~ /_test\.go$/ && index($_, $ENV{TEXT}) >= 0' "$3"/*.go)
	if [ -z "$file" ] || [ "$(wc -l <<<"$file")" -ne 1 ]; then
		echo "not in exactly one file of $3: $text" >&2
		return 1
	fi
	TEXT=$text BY=$(printf '%b' "$2") perl -0777 -i -pe 'substr($_, index($_, $ENV{TEXT}), length $ENV{TEXT}) = $ENV{BY}' "$file"
}

# A request whose answer is lost is sent again.
plant_sim_retry() {
	replace 'resp, err := c.next.RoundTrip(req)\n' 'resp, err := c.next.RoundTrip(req)\n\tif err != nil && req.Method == http.MethodPost {\n\t\tresp, err = c.next.RoundTrip(req)\n\t}\n' internal/transport
}

# Nothing is held back after an outcome that is unknown.
plant_sim_hold() {
	replace 'case now.Before(until):\n\t\treturn Hold{Until: until}' 'case now.Before(until):\n\t\treturn Hold{}' internal/rotation
}

# min_rotation_interval guards nothing.
plant_sim_guard() {
	replace 'if until := t.Rotated.Add(interval); now.Before(until) {' 'if until := t.Rotated; now.Before(until) {' internal/rotation
}

# A list that is older than what is known counts.
plant_sim_stale() {
	replace 'case l.Current == "" || known.Current == "" || l.Current == known.Current:' 'case l.Current != known.Next:' internal/rotation
}

# The record of what this machine has sent is not read.
plant_sim_record() {
	replace 'path := r.path(folder)\n\t\tinfo, failure := os.Lstat(path)' 'path := r.path(folder) + "zz"\n\t\tinfo, failure := os.Lstat(path)' internal/processlock
}

# A key that somebody uses is taken over.
plant_sim_takeover() {
	replace 'case !live.ChangedWithin(' 'case false && !live.ChangedWithin(' internal/okta/registeredkey
}

# A rotation with a lost answer is reported as not sent.
plant_sim_outcome() {
	replace 'case !a.Refusal, a.Status == http.StatusRequestTimeout, a.Status == statusClientClosed:\n\t\treturn Ambiguous' 'case !a.Refusal, a.Status == http.StatusRequestTimeout, a.Status == statusClientClosed:\n\t\treturn NotSent' internal/rotation
}

# A rotation of unknown outcome is reported as one that took place.
plant_sim_outcome_success() {
	replace 'case a.Status >= 200 && a.Status < 300 && a.KeyRead:' 'case a.Status >= 200 && a.Status < 300 && a.KeyRead, !a.Refusal:' internal/rotation
}

# Keys are removed before others are added.
plant_sim_order() {
	replace 'if len(s.missing) == 0 {\n\t\treturn s.nextStepOnceAllAdded()\n\t}' 'for _, k := range s.keys {\n\t\tif k.toBeDeleted() {\n\t\t\treturn deactivateOrDeleteStep(k), true\n\t\t}\n\t}\n\tif len(s.missing) == 0 {\n\t\treturn s.nextStepOnceAllAdded()\n\t}' internal/keyplan
}

# Runs at the same time do not wait for one another.
plant_sim_lock() {
	replace 'folders, failure := l.folders()\n\tfor _, folder := range folders {\n\t\tif failure = prepare' 'if name.Parent != "zz" {\n\t\treturn func() {}, nil\n\t}\n\tfolders, failure := l.folders()\n\tfor _, folder := range folders {\n\t\tif failure = prepare' internal/processlock
}

# What was sent, and stayed unknown, is not written to the private state.
plant_sim_private() {
	replace 'base.Attempted = &attemptedRotation{Attempt: sent.sent' 'base.Attempted = nil\n\t_ = &attemptedRotation{Attempt: sent.sent' internal/rotateonly
}

# The baseline after an operation is not written to the private state.
plant_sim_baseline() {
	replace 'diags := privatestate.Write(ctx, private, privateBase, base)' 'var diags diag.Diagnostics' internal/rotateonly
}

# A set deletes keys that it does not manage.
plant_sim_unmanaged() {
	replace 'return p.exclusive && p.named[kidOrID(key)] == key.ID' 'return true' internal/okta/registeredkey
}
