# What the scripts that run in a machine have in common; each of them begins with this.
# shellcheck shell=bash disable=SC2034,SC2317 # every script uses some of it

taplane=/opt/taplane/bin/taplane

# station NAME...: a namespace each, as a container has one.
station() {
	local name
	for name in "$@"; do
		ip netns add "$name"
		ip -n "$name" link set lo up
	done
}

# cable NAME PEER NAMESPACE: a veth pair, one end here, the other there.
cable() {
	ip link add name "$1" up type veth peer name "$2" netns "$3"
	ip -n "$3" link set "$2" up
}

# deploy: what lay_out makes, and a daemon with the configuration on standard input; returns when every port forwards.
# Nothing is to be done where both are there already: to start a JVM takes an emulated machine a minute.
deploy() {
	mkdir -p /etc/taplane
	cat >/run/wanted.yaml
	if cmp -s /run/wanted.yaml /etc/taplane/taplane.yaml && systemctl -q is-active taplane; then
		return
	fi
	clear_away
	lay_out
	mv /run/wanted.yaml /etc/taplane/taplane.yaml
	systemctl restart taplane || {
		journalctl --no-pager -o cat -n 5 -u taplane >&2
		return 1
	}
}

# answers FROM ADDRESS [OPTION...]: 10 requests, each answered.
answers() {
	ip netns exec "$1" ping -n -q -c 10 -i 0.2 -W 5 "${@:3}" "$2"
}

# until_it_answers FROM ADDRESS [OPTION...]
until_it_answers() {
	local _
	for _ in {1..60}; do
		! ip netns exec "$1" ping -n -q -c 1 -W 2 "${@:3}" "$2" >/dev/null || return 0
	done
	echo "$2 does not answer $1" >&2
	return 1
}

# stays_silent FROM ADDRESS: ping says "no answer" by 1, and 2 when it could not even ask.
stays_silent() {
	local status=0
	ip netns exec "$1" ping -n -q -c 3 -i 0.3 -w 3 "$2" >/dev/null || status=$?
	[ $status = 1 ] || { echo "ping to $2 should get no answer, but ended with $status" >&2 && return 1; }
}

# serve NAMESPACE: receives a file in the background; its checksum is in /run/received afterwards.
serve() {
	rm -f /run/received
	(
		exec >/dev/null 2>&1 </dev/null
		ip netns exec "$1" timeout 240 socat -u TCP-LISTEN:5001,reuseaddr - | sha256sum >/run/received.part
		mv /run/received.part /run/received
	) &
	until ip netns exec "$1" ss -Hltn 'sport = :5001' | grep -q .; do sleep 0.1; done
}

received() {
	local _
	for _ in {1..300}; do
		[ ! -e /run/received ] || break
		sleep 0.2
	done
	cut -d ' ' -f 1 /run/received
}

# deliver NAMESPACE ADDRESS MEGABYTES: sends random bytes; prints their checksum and the milliseconds that it took.
deliver() {
	local began
	head -c "$3M" /dev/urandom >/run/sent
	began=$(date +%s%3N)
	ip netns exec "$1" timeout 240 socat -u -b 262144 OPEN:/run/sent "TCP:$2:5001"
	printf '%s %s\n' "$(sha256sum </run/sent | cut -d ' ' -f 1)" $(($(date +%s%3N) - began))
	rm /run/sent
}

# underlay: the interface on the private network.
underlay() {
	ip -o -4 address show to 10.98.0.0/24 | awk '{print $2; exit}'
}

# Nothing of an earlier scenario is left.
clear_away() {
	local name
	systemctl stop taplane 2>/dev/null || true
	for name in $(ip netns list | cut -d ' ' -f 1); do ip netns del "$name"; done
	for name in br0 vxlan0 trunk leg0 leg1 filter b10 b20; do ip link del "$name" 2>/dev/null || true; done
}
