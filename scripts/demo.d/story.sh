# How the demos tell their story: headings, checks with a verdict, and what they try. Sourced, never run.
# shellcheck shell=bash
# shellcheck disable=SC2154 # lib.sh and the demo that sources this set them

passed=0
failed=0

use_styles() {
	bold='' red='' green='' plain=''
	if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
		bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
	fi
}

heading() {
	printf '\n%s%s%s\n' "$bold" "$1" "$plain"
}

# check TEXT COMMAND...: one step of the story. The command says in $detail what it saw.
check() {
	local what=$1
	shift
	detail=
	if "$@"; then
		passed=$((passed + 1))
		printf '  %s✓%s %-18s %s\n' "$green" "$plain" "$what" "$detail"
	else
		failed=$((failed + 1))
		printf '  %s✗ %-18s %s%s\n' "$red" "$what" "${detail:-failed}" "$plain"
	fi
}

# The namespace of a host: no other demo on the machine has the same.
namespace() {
	printf 'taplane-%d-%s' $$ "$1"
}

# give HOST DEVICE ADDRESS
give() {
	ip -n "$(namespace "$1")" address add "$3" dev "$2"
	ip -n "$(namespace "$1")" link set "$2" up
}

daemon_starts() {
	local since
	since=$(now)
	start ip netns exec "$(namespace switch)" "$root/scripts/taplane" run --config "$dir/taplane.yaml" >"$dir/log" 2>&1
	daemon=$started
	if await 20 daemon_is_ready_or_gone && daemon_runs; then
		detail="ready after $(seconds_since "$since") s$(note_start_cache)"
		return
	fi
	detail=$(printf 'not ready:\n%s' "$(tail "$dir/log")")
	return 1
}

note_start_cache() {
	! grep -qF "$start_cache" "/proc/$daemon/maps" || printf ', from the start-up cache'
}

daemon_is_ready_or_gone() {
	grep -qw ready "$dir/log" || ! daemon_runs
}

daemon_runs() {
	kill -0 "$daemon" 2>/dev/null
}

# reaches HOST ADDRESS
reaches() {
	local report status=0
	report=$(in_host "$1" ping -q -c 10 -i 0.05 -W 1 "$2") || status=$?
	detail="10 requests, $(grep -oE '[0-9]+% packet loss' <<<"$report" || true)"
	[ $status = 0 ] || return 1
	detail+=", round trip $(sed -nE 's|^rtt [^=]*= [0-9.]+/([0-9.]+)/.*|\1|p' <<<"$report") ms"
	[[ $detail == *' 0% '* ]]
}

# reaches_not HOST ADDRESS: ping says "no answer" by exit code 1, and 2 when it could not even ask.
reaches_not() {
	local status=0
	in_host "$1" ping -q -c 3 -i 0.2 -w 1 "$2" >/dev/null || status=$?
	detail="no answer, as expected"
	[ $status = 1 ] && return
	detail="ping should get no answer, but ended with exit code $status"
	return 1
}

# rate BYTES MICROSECONDS
rate() {
	local megabits=$(($1 * 8 / $2))
	printf '%d.%02d Gb/s' $((megabits / 1000)) $((megabits % 1000 / 10))
}

# tables WHAT...
tables() {
	local what
	for what in "$@"; do
		[ "$what" = "$1" ] || echo
		printf '  $ taplane show %s\n' "$what"
		show "$what" | sed 's/^/  /'
	done
}

show() {
	"$root/scripts/taplane" show "$1" --socket "$dir/taplane.sock"
}

in_host() {
	ip netns exec "$(namespace "$1")" "${@:2}"
}

# await SECONDS COMMAND...: until the command succeeds.
await() {
	local end=$((SECONDS + $1))
	until "${@:2}"; do
		[ $SECONDS -le $end ] || return 1
		sleep 0.05
	done
}

summary() {
	heading "$passed of $((passed + failed)) checks passed, in $(seconds_since "$began") s"
	[ $failed = 0 ]
}
