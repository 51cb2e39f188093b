"""Taplane itself, from this source checkout."""

import json

from lab import ROOT, run
from topology import UDP_PORT, VNI, assign_underlay_address, put_endpoint_behind_host

SETTINGS = (
    "workers: 1, TAP ports; guests: vhost-user ports; vxlan port with one remote; max-macs: 1000000 for works of stations, all else by default"
)
SETTINGS_WITH = "as taplane, with {}: {}"
SETTINGS_TAP = "as taplane, with underlay: tap"
SETTINGS_VETH = "as taplane, with veth ports, between whose stations the kernel forwards"
SETTINGS_VETH_NOFAST = "as taplane-veth, with fast-path: off"
TAPLANE = str(ROOT / "scripts/taplane")
ENDPOINT = "10.98.1.1"


def version():
    """The first command also builds what is missing."""
    return run(TAPLANE, "--version", seconds=900).splitlines()[0]


def bridge(lab, topology):
    return bridge_with(lab, topology)


def bridge_with(lab, topology, **settings):
    return start(lab, topology, {station.device: tap(station) for station in topology.stations}, **settings)


def bridge_of_veths(lab, topology, **settings):
    ports = {station.device: veth(station) for station in topology.stations}
    return start(lab, topology, ports, **settings)


def vxlan(lab, topology):
    assign_underlay_address(topology)
    return start_tunnel(lab, topology, {"local": topology.underlay.host_address})


def vxlan_behind_tap(lab, topology):
    put_endpoint_behind_host(topology, ENDPOINT)
    return start_tunnel(lab, topology, {"local": ENDPOINT, "underlay": "tap"})


def guests(lab, topology, **settings):
    ports = {path.name: {"type": "vhost-user", "connect": str(path)} for path in (topology.a, topology.b)}
    return start(lab, topology, ports, cpus=[topology.switch_cpu], **settings)


def start_tunnel(lab, topology, settings):
    remotes = [topology.underlay.peer_address]
    tunnel = {"type": "vxlan", "remotes": remotes, "udp-port": UDP_PORT, "vni": VNI, **settings}
    return start(lab, topology, {topology.a.device: tap(topology.a), "vx": tunnel})


def tap(station):
    return port_of("tap", station)


def veth(station):
    return port_of("veth", station)


def port_of(kind, station):
    """The device has the port's name."""
    return {
        "type": kind,
        "netns": station.namespace,
        "mtu": station.mtu,
        **({"address": [f"{station.address}/24"]} if station.address else {}),
    }


def max_macs(topology):
    macs = getattr(topology, "macs", None)
    return {"max-macs": macs} if macs else {}


def start(lab, topology, ports, **settings):
    folder = lab.folder / topology.host
    folder.mkdir()
    # JSON is YAML, and cannot go wrong in its indentation.
    config = {
        "workers": 1,
        **settings,
        "control": {"socket": str(folder / "control.sock")},
        "bridges": {"br0": {"ports": ports, **max_macs(topology)}},
    }
    file = folder / "taplane.yaml"
    file.write_text(json.dumps(config, indent=2))
    process = lab.start(topology.host, TAPLANE, "run", "--config", str(file))
    process.await_output("ready", 30)
    return [process]
