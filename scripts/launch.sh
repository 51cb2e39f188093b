# How the JVM is started, from a checkout and from a distribution alike. Sourced, never run; sh is enough.
# shellcheck shell=sh

# launch JAVA SETTINGS JAR CACHE COMMAND...: becomes the JVM, with the options of the folder SETTINGS and, unless that is
# empty, a start-up cache.
launch() {
	java=$1 settings=$2 jar=$3 cache=$4
	shift 4
	# A daemon that runs for months and a command that runs for a moment want different things of the JVM.
	if [ "${1:-}" = run ]; then kind=run; else kind=command cache=; fi
	# TAPLANE_JAVA_OPTIONS comes last and wins.
	# shellcheck disable=SC2086 # it is a list of words
	set -- ${TAPLANE_JAVA_OPTIONS:-} -cp "$jar" org.taplane.daemon.Main "$@"
	[ -z "$cache" ] || set -- "-XX:AOTCache=$cache" "$@"
	# exec: signals reach the JVM, and its exit code is ours
	exec "$java" "@$settings/jvm-$kind.options" "$@"
}
