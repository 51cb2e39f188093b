# Shared by the scripts of this folder: finds or installs what they need. Sourced, never run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

die() {
	printf '%s: %s\n' "$(basename "$0")" "$1" >&2
	exit "${2:-1}"
}

# need COMMAND PACKAGE: installs Debian's PACKAGE if COMMAND is missing.
need() {
	command -v "$1" >/dev/null 2>&1 && return
	install_packages "$2"
	command -v "$1" >/dev/null 2>&1 || die "package $2 does not provide the command $1"
}

install_packages() {
	[ "$(id -u)" = 0 ] || die "missing packages: run as root: apt-get install $*"
	printf 'installing %s\n' "$*" >&2
	if ! DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null 2>&1; then
		apt-get update -qq >/dev/null || die "apt-get update failed"
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null || die "cannot install: $*"
	fi
}

# As the command that follows, but services of the packages it installs do not start: policy-rc.d answers 101, "action
# forbidden by policy", which is Debian's own way to say so.
without_services() (
	policy=/usr/sbin/policy-rc.d
	if [ ! -e "$policy" ]; then
		trap 'rm -f "$policy"' EXIT
		printf '#!/bin/sh\nexit 101\n' >"$policy"
		chmod 755 "$policy"
	fi
	"$@"
)

is_jdk_25() {
	# its release file, because asking javac itself costs every command a fifth of a second
	[ -x "$1/bin/javac" ] && grep -qsE '^JAVA_VERSION="(2[5-9]|[3-9][0-9])' "$1/release"
}

# Sets JAVA_HOME to a JDK 25 or later.
use_jdk() {
	local candidate
	for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/*jdk*; do
		if [ -n "$candidate" ] && is_jdk_25 "$candidate"; then
			export JAVA_HOME=$candidate
			return
		fi
	done
	(install_packages openjdk-25-jdk-headless) || die "no JDK 25 found: install one and set JAVA_HOME"
	use_jdk
}

use_maven() {
	use_jdk
	need gcc gcc
	[ -e /usr/include/jansson.h ] || install_packages libjansson-dev
	need mvn maven
}

daemon_jar=$root/java/daemon/target/taplane.jar
start_cache=$root/java/daemon/target/taplane.aot

# Lets the JVM keep the classes, and what it learned about their methods, of a daemon that ran once (JEP 483, 514, 515): a
# start from that takes half the time and 20 MB less. Who may not make a network for that one run does without.
make_start_cache() {
	local work=$root/java/daemon/target/training
	unshare --net true 2>/dev/null || return 0
	need ip iproute2
	need curl curl
	rm -rf "$work"
	mkdir "$work"
	cat >"$work/config.yaml" <<-EOF
		control: {socket: $work/admin.sock}
		bridges:
		  br0:
		    ports:
		      tap0: {type: tap, vlan: {access: 10}, address: [10.0.0.1/24]}
		      tap1: {type: tap, vlan: {trunk: all}}
		      lo: {type: packet, device: lo}
		      vx: {type: vxlan, vni: 1, local: 127.0.0.1, remotes: [127.0.0.2]}
	EOF
	# shellcheck disable=SC2016 # the inner shell expands it
	unshare --net sh -c 'ip link set lo up && exec "$@"' sh "$JAVA_HOME/bin/java" @"$root/scripts/jvm-run.options" \
		-XX:AOTCacheOutput="$work/cache" -cp "$daemon_jar" org.taplane.daemon.Main run --config "$work/config.yaml" \
		>"$work/log" 2>&1 &
	if wait_for_line ready "$work/log" $! && scrape_once "$work/admin.sock" && kill -TERM $! && wait $!; then
		mv "$work/cache" "$start_cache"
	else
		printf 'no start-up cache: see %s\n' "$work/log" >&2
	fi
}

# The first scrape of a daemon takes a second of the processor's time without what the JVM keeps of this one.
scrape_once() {
	curl --silent --fail --output /dev/null --unix-socket "$1" http://localhost/metrics
}

# The JVM takes a cache only with the very jars that it was made with, and complains about another.
start_cache_is_fresh() {
	[ -e "$start_cache" ] && [ -z "$(find "$daemon_jar" "${daemon_jar%/*}/lib" -newer "$start_cache" -print -quit)" ]
}

# wait_for_line TEXT FILE PROCESS: until the file has the text; fails when the process ends before.
wait_for_line() {
	until grep -qs "$1" "$2"; do
		kill -0 "$3" 2>/dev/null || return 1
		sleep 0.02
	done
}

# The newest thing that the build reads, compared with what it made last.
build_is_stale() {
	local stamp=$root/java/daemon/target/built
	[ -e "$stamp" ] || return 0
	[ -n "$(find "$root/pom.xml" "$root/native" "$root/java" -newer "$stamp" \
		\( -name '*.java' -o -name '*.[ch]' -o -name pom.xml -o -path '*/native/compile' -o -path '*/src/main/resources/*' \) \
		-not -path '*/target/*' -print -quit)" ]
}

# Maven may make the same jars anew, as scripts/test does: they are good, the cache is not.
start_cache_is_outdated() {
	[ -e "$start_cache" ] && ! start_cache_is_fresh
}

# Builds what is older than what it is made of; two callers at once wait for each other.
build_if_stale() {
	use_jdk
	! build_is_stale || build
	! start_cache_is_outdated || renew_start_cache
}

build() {
	use_maven
	printf 'building taplane\n' >&2
	(
		flock 9
		build_is_stale || exit 0
		cd "$root" || exit 1
		mvn -q -B -Dstyle.color=never package -DskipTests -Dmaven.test.skip=true -pl java/daemon -am >&2 &&
			rm -f "$start_cache" && make_start_cache && touch java/daemon/target/built
	) 9>"$root/.build.lock" || die "the build failed"
}

# Without the old one it is not tried again where none can be made.
renew_start_cache() {
	(
		flock 9
		! start_cache_is_outdated || { rm -f "$start_cache" && make_start_cache; }
	) 9>"$root/.build.lock" || die "the start-up cache cannot be renewed"
}

# For whoever runs what Maven has made by itself; made anew each time that Maven was at it.
provide_start_cache() {
	use_jdk
	(
		flock 9
		start_cache_is_fresh || { rm -f "$start_cache" && make_start_cache; }
	) 9>"$root/.build.lock"
}

# start COMMAND...: runs a program in the background, as a process group of its own whose id is in $started, so that a
# Ctrl-C reaches this script alone, and end_jobs reaches whatever the program started.
start() {
	setsid "$@" </dev/null &
	started=$!
}

# complete COMMAND...: runs a program to its end. A trap of this script runs at once, not when the program has ended.
complete() {
	start "$@"
	wait "$started"
}

# Ends what start began: politely, and after 10 seconds by force.
end_jobs() {
	local signal job _
	for signal in TERM KILL; do
		for job in $(jobs -p); do
			kill -s "$signal" -- "-$job" 2>/dev/null || true
		done
		for _ in {1..100}; do
			[ -n "$(jobs -pr)" ] || return 0
			sleep 0.1
		done
	done
}

# at_exit COMMAND: runs it once when the script ends, also when a signal ends it; further signals wait until it is done.
at_exit() {
	# shellcheck disable=SC2064 # the command is known now
	trap "trap '' INT TERM HUP PIPE; $1" EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 141' PIPE
	trap 'exit 143' TERM
}

# Microseconds since the epoch.
now() {
	printf '%s' "${EPOCHREALTIME//[!0-9]/}"
}

# seconds_since START: the seconds since START (see now), with one decimal.
seconds_since() {
	local tenths=$((($(now) - $1) / 100000))
	printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}
