"""What is tried between and in the two machines. The stations a10, b10 are in VLAN 10, a20, b20 in VLAN 20, all in one subnet."""

import time

import readings
from machines import ADDRESSES, Failure, eventually

A10, B10, A20, B20 = "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"
VNIS = {10: 10010, 20: 10020}
MTU = 1450
MEGABYTES = 4

# An IPv4 header, an ICMP header: what ping adds to its payload.
PING_HEADERS = 28
# Ethernet of the inner frame, VXLAN, UDP, IPv4.
TUNNEL_HEADERS = 50


def stations(letter, first, second):
    return f"""
      {letter}10: {{type: tap, netns: {letter}10, address: [{first}/24], mtu: {MTU}, vlan: {{access: 10}}}}
      {letter}20: {{type: tap, netns: {letter}20, address: [{second}/24], mtu: {MTU}, vlan: {{access: 20}}}}"""


def tunnel(here, there):
    return f"""
      mesh: {{type: vxlan, local: {ADDRESSES[here]}, remotes: [{ADDRESSES[there]}], vnis: {VNIS}}}"""


def configuration(*ports, settings=""):
    return f"{settings}\nbridges:\n  br0:\n    ports:" + "".join(ports) + "\n"


def deploy(machine, layout, text):
    began = time.monotonic()
    machine.run(f"lay_out() {{\n{layout}\n}}\ndeploy <<'YAML'\n{text}YAML\n")
    return f"ready after {time.monotonic() - began:.0f} s"


def switch_in_alpha(alpha):
    """The same for every part, so that its daemon starts once: a tunnel to beta, stations, and the peers in alpha itself."""
    ports = stations("a", A10, A20), tunnel("alpha", "beta"), PEER_PORTS
    return deploy(alpha, "station a10 a20" + PEERS, configuration(*ports))


# Namespaces whose kernel tags: 802.1Q devices on a veth, one on a bond of two, and a bridge that filters VLANs.
PEERS = """
    station dot1q bond filter
    cable trunk eth0 dot1q
    cable leg0 eth0 bond
    cable leg1 eth1 bond
    cable filter eth0 filter
    for vlan in 10 20; do
        ip -n dot1q link add link eth0 name eth0.$vlan up type vlan id $vlan
        ip -n dot1q address add 10.0.0.$((vlan + 1))/24 dev eth0.$vlan
    done

    ip -n bond link set eth0 down
    ip -n bond link set eth1 down
    ip -n bond link add bond0 type bond mode active-backup miimon 100
    ip -n bond link set eth0 master bond0
    ip -n bond link set eth1 master bond0
    ip -n bond link set bond0 up
    ip -n bond link add link bond0 name bond0.10 up type vlan id 10
    ip -n bond address add 10.0.0.12/24 dev bond0.10

    ip -n filter link add br0 up type bridge vlan_filtering 1 vlan_default_pvid 0
    ip -n filter link set eth0 master br0
    for vlan in 10 20; do
        station f$vlan
        ip link add name f$vlan netns filter up type veth peer name eth0 netns f$vlan
        ip -n f$vlan link set eth0 up
        ip -n f$vlan address add 10.0.0.$((vlan + 3))/24 dev eth0
        ip -n filter link set f$vlan master br0
        bridge -n filter vlan add dev f$vlan vid $vlan pvid untagged
        bridge -n filter vlan add dev eth0 vid $vlan
    done
"""
PEER_PORTS = """
      trunk: {type: packet, device: trunk, vlan: {trunk: [10, 20]}}
      leg0: {type: packet, device: leg0, vlan: {trunk: [10]}}
      leg1: {type: packet, device: leg1, vlan: {trunk: [10]}}
      filter: {type: packet, device: filter, vlan: {trunk: [10, 20]}}"""


def kernel_in_beta(beta):
    """One vxlan device whose VNI follows the bridge's VLAN, as `bridge vlan … tunnel_info` sets it up."""
    maps = "".join(
        f"""
        bridge vlan add dev vxlan0 vid {vlan}
        bridge vlan add dev vxlan0 vid {vlan} tunnel_info id {vni}
        bridge fdb append 00:00:00:00:00:00 dev vxlan0 dst {ADDRESSES["alpha"]} src_vni {vni} self
        """
        for vlan, vni in VNIS.items()
    )
    beta.run(f"""
        clear_away
        ip link add br0 up type bridge vlan_filtering 1 vlan_default_pvid 0
        ip link add vxlan0 up mtu {MTU} master br0 type vxlan external local {ADDRESSES["beta"]} dstport 4789
        bridge link set dev vxlan0 vlan_tunnel on
        {maps}
        for vlan in 10 20; do
            station b$vlan
            cable b$vlan eth0 b$vlan
            ip link set b$vlan mtu {MTU} master br0
            bridge vlan add dev b$vlan vid $vlan pvid untagged
            ip -n b$vlan link set eth0 mtu {MTU}
        done
        ip -n b10 address add {B10}/24 dev eth0
        ip -n b20 address add {B20}/24 dev eth0
    """)


def switch_in_beta(beta):
    return deploy(beta, "station b10 b20", configuration(stations("b", B10, B20), tunnel("beta", "alpha")))


def ping(machine, source, address, options=""):
    machine.run(f"until_it_answers {source} {address} {options}")
    text = machine.run(f"answers {source} {address} {options}")
    sent, answered = readings.summary(text)
    if answered < sent:
        raise Failure(f"{answered} of {sent} requests answered")
    return f"{answered} of {sent} answered, {readings.round_trip(text)} ms"


def silence(machine, source, address):
    machine.run(f"stays_silent {source} {address}")
    return "no answer, as expected"


def tcp(sender, source, receiver, sink, address):
    receiver.run(f"serve {sink}")
    sent, milliseconds = sender.run(f"deliver {source} {address} {MEGABYTES}").split()
    received = receiver.run("received").strip()
    if received != sent:
        raise Failure(f"SHA-256 differs: {sent} was sent, {received} has arrived")
    rate = MEGABYTES * 8 * 1.048576 * 1000 / int(milliseconds)
    return f"{MEGABYTES} MiB intact, {rate:.0f} Mb/s"


def mtu(machine, source, address):
    """The longest packet passes in one piece, and a longer one is refused by the station itself."""
    payload = MTU - PING_HEADERS
    seen = ping(machine, source, address, f"-M do -s {payload}")
    machine.run(f"! ip netns exec {source} ping -n -c 1 -W 2 -M do -s {payload + 1} {address}")
    return f"{MTU} bytes unfragmented: {seen}; {MTU + 1} are refused"


def outer_packets(alpha, beta):
    """What is on the wire while the stations of both VLANs send packets as long as their MTU.

    Virtual cards would hand over unfinished checksums; alpha's finishes them, as a real one does.
    """
    alpha.run('ethtool -K "$(underlay)" tx off')
    beta.run(f"""
        tcpdump -nn -v -i "$(underlay)" -c 15 "src {alpha.address} and udp dst port 4789 and greater 1500" \\
            >/run/outer 2>/run/tcpdump </dev/null &
        until grep -q listening /run/tcpdump; do sleep 0.1; done
    """)
    for source, address in (("a10", B10), ("a20", B20)):
        alpha.run(f"answers {source} {address} -M do -s {MTU - PING_HEADERS}")
    text = beta.run("for _ in {1..300}; do pgrep -x tcpdump >/dev/null || break; sleep 0.1; done; cat /run/outer")
    alpha.run('ethtool -K "$(underlay)" tx on')
    packets = readings.outer_packets(text)
    judge(packets)
    return (
        f"{len(packets)} of {MTU + TUNNEL_HEADERS} bytes, VNIs {', '.join(map(str, sorted(VNIS.values())))}, "
        f"UDP checksum: {', '.join(sorted({packet.checksum or 'not judged by tcpdump' for packet in packets}))}"
    )


def judge(packets):
    """The outer headers that RFC 7348 wants: section 5."""
    wrong = [
        packet
        for packet in packets
        if (packet.length, packet.destination, packet.port, packet.flags)
        != (MTU + TUNNEL_HEADERS, ADDRESSES["beta"], 4789, "I")
        or "bad" in packet.checksum
    ]
    if wrong:
        raise Failure(f"an unexpected outer packet: {wrong[0]}")
    vnis = {packet.vni for packet in packets}
    if vnis != set(VNIS.values()):
        raise Failure(f"VNIs on the wire: {sorted(vnis)}, expected {sorted(VNIS.values())}")


def learned(machine, remote):
    table = machine.run("$taplane show fdb")
    if remote not in table:
        raise Failure(f"no station is behind {remote}")
    return f"{sum(remote in line for line in table.splitlines())} stations behind {remote}"


def interrupted(alpha, beta, interruption):
    """Beta's station pings alpha's every 0.2 s while something happens to alpha's daemon."""
    beta.run(f"""
        ip netns exec b10 ping -n -D -i 0.2 {A10} >/run/ping 2>&1 </dev/null &
        echo $! >/run/ping.pid
        until grep -q from /run/ping; do sleep 0.1; done
    """)
    began = time.monotonic()
    try:
        alpha.run(interruption)
        took = time.monotonic() - began
        beta.run(f"until_it_answers b10 {A10}")
    finally:
        # ip netns exec has become ping
        text = beta.run("kill -INT $(cat /run/ping.pid); sleep 1; cat /run/ping")
    seen = readings.pings(text)
    return f"{seen.answered} of {seen.sent} answered, longest gap {seen.longest_gap:.1f} s, command {took:.0f} s"


KILL = """
    before=$(systemctl show -P MainPID taplane)
    systemctl kill -s KILL taplane
    for _ in {1..600}; do
        now=$(systemctl show -P MainPID taplane)
        [ "$now" = 0 ] || [ "$now" = "$before" ] || [ "$(systemctl is-active taplane)" != active ] || exit 0
        sleep 0.5
    done
    echo 'systemd did not start it again' >&2
    exit 1
"""


def can_upgrade(alpha):
    return "upgrade" in alpha.run("$taplane --help")


def bond_fails_over(alpha):
    active = "ip netns exec bond cat /sys/class/net/bond0/bonding/active_slave"
    before, after = alpha.run(f"""
        before=$({active})
        ip -n bond link set "$before" down
        for _ in {{1..100}}; do
            after=$({active})
            [ "$after" = "$before" ] || [ -z "$after" ] || break
            sleep 0.1
        done
        echo "$before $after"
    """).split()
    seen = ping(alpha, "bond", A10)
    return f"from {before} to {after}, then {seen}"


def leftovers(machine):
    """What is there after the daemon has been stopped: nothing of its own."""
    left = machine.run("""
        systemctl stop taplane
        ls /run/taplane 2>/dev/null || true
        for name in $(ip netns list | cut -d ' ' -f 1); do ip -n "$name" -o link show type tun; done
        ip -o link show type tun
    """)
    if left.strip():
        raise Failure(f"left behind: {left.strip().splitlines()[0]}")
    return "no socket, no device"


def await_network(alpha, beta):
    eventually(lambda: alpha.run(f"ping -n -q -c 1 -W 2 {ADDRESSES['beta']}"))
    return f"{ADDRESSES['alpha']} and {ADDRESSES['beta']} reach each other"


# What a configuration can ask for and Linux 6.1 does not have: the daemon goes without and says so, or refuses in one line.
WISHES = (
    ("several workers and io: auto", "workers: 2\nio: auto", ("t: {type: tap}", tunnel("alpha", "beta"))),
    ("io: io_uring", "workers: 1\nio: io_uring", ("t: {type: tap}",)),
    ("underlay: tap", "workers: 1", ("v: {type: vxlan, local: 10.97.0.1, remotes: [10.98.0.12], vni: 42, underlay: tap}",)),
)


def wish(machine, report, settings, ports):
    """Starts the daemon by hand, so that its exit code is seen, and notes what it says."""
    lines = [f"\n      {port.strip()}" for port in ports]
    text = configuration(*lines, settings=f"control: {{socket: /run/wish.sock}}\n{settings}")
    said = machine.run(f"""
        clear_away
        cat >/run/wish.yaml <<'YAML'
{text}YAML
        status=0
        $taplane run --config /run/wish.yaml >/run/wish 2>&1 </dev/null &
        daemon=$!
        while kill -0 $daemon 2>/dev/null && ! grep -qw ready /run/wish; do sleep 0.2; done
        kill $daemon 2>/dev/null || true
        wait $daemon || status=$?
        cat /run/wish
        echo "exit code $status"
    """)
    *log, code = said.strip().splitlines()
    notices = readings.notices("\n".join(log))
    for notice in notices:
        report.note(notice)
    started = any(line.endswith(" ready") for line in log)
    if started != code.endswith(" 0") or not notices and not started:
        raise Failure(f"{code}, and said: {' / '.join(notices) or 'nothing'}")
    return f"{'runs' if started else 'refused'}, {code}; {len(notices)} lines of log"
