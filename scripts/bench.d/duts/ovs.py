"""Open vSwitch's userspace datapath, with a database and a run folder of its own, in the host namespace.

Every topology gets its own pair of daemons, because userspace-tso-enable is read once at start, and the TAP ports
need it for TCP while tunnels do not work with it (Documentation/topics/userspace-tso.rst: flat and VLAN networks only).
"""

from pathlib import Path

from lab import BenchError, await_true, run, run_in
from topology import UDP_PORT, VNI, move_device

SETTINGS = (
    "datapath_type=netdev, ports of type=tap; bridge: userspace-tso-enable=true, "
    "mac-table-size=1000000 for works of stations; "
    "vxlan: tunnel endpoint on br-phy, userspace-tso-enable=false (not supported with tunnels), "
    "tx offloads of the peer's veth and vxlan devices switched off, because this datapath takes neither "
    "partial checksums nor unsegmented frames from a veth; "
    "guests: built with DPDK, dpdkvhostuserclient ports, one polling thread, hugepages"
)

SETTINGS_NO_TSO = "as ovs, with userspace-tso-enable=false, its default, also for the bridge"


DPDK_PROGRAMS = Path("/usr/lib/openvswitch-switch-dpdk")
# Of 2 MiB; they are given back with the lab.
HUGE_PAGES = 700
DPDK_MEGABYTES = 1024


def version():
    return run("ovs-vswitchd", "--version").splitlines()[0]


class Switch:
    """ovsdb-server and ovs-vswitchd of one topology."""

    def __init__(self, lab, host, tso=False, program="ovs-vswitchd", **settings):
        self.host = host
        self.folder = lab.folder / host
        self.folder.mkdir()
        self.socket = f"unix:{self.folder}/db.sock"
        self.env = {name: str(self.folder) for name in ("OVS_RUNDIR", "OVS_LOGDIR", "OVS_DBDIR", "OVS_SYSCONFDIR")}
        self.start_database(lab)
        self.vsctl("--no-wait", "init")
        self.vsctl("--no-wait", "set", "Open_vSwitch", ".", f"other_config:userspace-tso-enable={str(tso).lower()}",
                   *(f"other_config:{name.replace('_', '-')}={value}" for name, value in settings.items()))  # fmt: skip
        self.daemon = lab.start(host, program, self.socket, "-vsyslog:off", env=self.env)

    def start_database(self, lab):
        database = str(self.folder / "conf.db")
        run("ovsdb-tool", "create", database, env=self.env)
        remote = f"--remote=p{self.socket}"
        server = lab.start(self.host, "ovsdb-server", remote, "-vsyslog:off", database, env=self.env)
        await_true((self.folder / "db.sock").exists, 5, f"the socket of {server.name()}")

    def vsctl(self, *arguments):
        return run("ovs-vsctl", f"--db={self.socket}", "--timeout=25", *arguments, env=self.env)

    def add_bridge(self, name):
        self.vsctl("add-br", name, "--", "set", "bridge", name, "datapath_type=netdev")

    def add_port(self, bridge, name, *settings):
        self.vsctl("add-port", bridge, name, "--", "set", "interface", name, *settings)

    def add_stations(self, bridge, stations):
        """All in one transaction."""
        commands = []
        for station in stations:
            commands += ["--", "add-port", bridge, station.device]
            commands += ["--", "set", "interface", station.device, "type=tap"]
        self.vsctl(*commands)
        for station in stations:
            move_device(station.device, self.host, station.namespace)
            station.configure()


def bridge(lab, topology):
    return make_bridge(lab, topology, tso=True)


def bridge_no_tso(lab, topology):
    return make_bridge(lab, topology, tso=False)


def make_bridge(lab, topology, tso):
    switch = Switch(lab, topology.host, tso)
    switch.add_bridge("br0")
    if topology.macs:
        switch.vsctl("set", "bridge", "br0", f"other_config:mac-table-size={topology.macs}")
    switch.add_stations("br0", topology.stations)
    return [switch.daemon]


def guests(lab, topology):
    """Documentation/topics/dpdk/vhost-user.rst. Without PCI devices, and with pages that no other process sees."""
    lab.sysctl("vm.nr_hugepages", str(HUGE_PAGES))
    switch = Switch(
        lab,
        topology.host,
        program=dpdk_program(),
        dpdk_init="true",
        dpdk_extra=f"--no-pci --in-memory --iova-mode=va -m {DPDK_MEGABYTES}",
        dpdk_lcore_mask=hex(1 << topology.guests_cpu),
        pmd_cpu_mask=hex(1 << topology.switch_cpu),
    )
    switch.add_bridge("br0")
    for path in (topology.a, topology.b):
        switch.add_port("br0", path.name, "type=dpdkvhostuserclient", f"options:vhost-server-path={path}")
    return [switch.daemon]


def dpdk_program():
    programs = sorted(DPDK_PROGRAMS.glob("ovs-vswitchd*"))
    if not programs:
        raise BenchError("Open vSwitch with DPDK is not installed: package openvswitch-switch-dpdk")
    return str(programs[0])


def vxlan(lab, topology):
    """Documentation/howto/userspace-tunneling.rst: the endpoint's address is that of the physical bridge's own port."""
    underlay = topology.underlay
    switch_off_peer_offloads(topology)
    switch = Switch(lab, topology.host, tso=False)
    switch.add_bridge("br-phy")
    switch.add_port("br-phy", underlay.host_device, "type=system")
    run("ip", "-n", topology.host, "address", "add", f"{underlay.host_address}/24", "dev", "br-phy")
    run("ip", "-n", topology.host, "link", "set", "br-phy", "up")
    switch.add_bridge("br-int")
    switch.add_stations("br-int", [topology.a])
    switch.add_port("br-int", "vx", "type=vxlan", f"options:remote_ip={underlay.peer_address}",
                    f"options:key={VNI}", f"options:dst_port={UDP_PORT}")  # fmt: skip
    return [switch.daemon]


def switch_off_peer_offloads(topology):
    for device in (topology.underlay.peer_device, topology.b.device):
        run_in(topology.underlay.peer_namespace, "ethtool", "-K", device, "tx", "off")
