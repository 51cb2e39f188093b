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
	command -v "$1" >/dev/null 2>&1 || die "package $2 did not bring the command $1"
}

install_packages() {
	[ "$(id -u)" = 0 ] || die "missing packages: run as root: apt-get install $*"
	printf 'installing %s\n' "$*" >&2
	if ! DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null 2>&1; then
		apt-get update -qq >/dev/null || die "apt-get update failed"
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null || die "cannot install: $*"
	fi
}

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
	need mvn maven
}

# The newest thing that the build reads, compared with what it made last.
build_is_stale() {
	local stamp=$root/java/daemon/target/built
	[ -e "$stamp" ] || return 0
	[ -n "$(find "$root/pom.xml" "$root/native" "$root/java" -newer "$stamp" \
		\( -name '*.java' -o -name '*.[ch]' -o -name pom.xml -o -path '*/src/main/resources/*' \) \
		-not -path '*/target/*' -print -quit)" ]
}

# Builds the daemon if a source is newer than the last build; two callers at once wait for each other.
build_if_stale() {
	use_jdk
	build_is_stale || return 0
	use_maven
	printf 'building taplane\n' >&2
	(
		flock 9
		build_is_stale || exit 0
		cd "$root" || exit 1
		mvn -q -B package -Dmaven.test.skip=true -pl java/daemon -am >&2 && touch java/daemon/target/built
	) 9>"$root/.build.lock" || die "the build failed"
}
