"""VDE 2: vde_switch with its own TAP ports. Debian's package has no VXLAN port for it."""

import subprocess

from lab import await_true, run, run_in
from topology import move_device

SETTINGS = (
    "vde_switch -t for each TAP device, which was faster than a vde_plug2tap a port; "
    "bridge only, its TAP devices know no offloads; hash size 65536"
)
HASH_SIZE = "65536"


def version():
    return run("vde_switch", "--version").splitlines()[0].strip()


def bridge(lab, topology):
    stations = topology.stations
    taps = [argument for station in stations for argument in ("-t", station.device)]
    # The console is the standard input, whose end would end the switch.
    process = lab.start(topology.host, "vde_switch", "-s", str(lab.folder / f"{topology.host}.ctl"),
                        "-n", str(len(stations) + 1), "--hashsize", HASH_SIZE, *taps,
                        stdin=subprocess.PIPE)  # fmt: skip
    await_true(lambda: has_device(topology.host, stations[-1].device), 5, "vde_switch's TAP devices")
    for station in stations:
        move_device(station.device, topology.host, station.namespace)
        station.configure()
    return [process]


def has_device(namespace, device):
    return device in run_in(namespace, "ls", "/sys/class/net").split()
