package org.taplane.control.config.load;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.taplane.control.config.VxlanPeers;
import org.taplane.control.config.yaml.Position;
import org.taplane.control.config.yaml.YamlNode;

/** Reads whom a tunnel sends to: {@code remotes}, or {@code group} with its {@code device}. */
final class PeersReader {
    private static final String EITHER = "remotes: addresses, or group: address with device: interface";

    private final Section port;
    private final Optional<InetAddress> local;
    private final Problems problems;
    /** The first address that was read, which all others are compared with. */
    private Optional<InetAddress> first;

    /** @param local the tunnel's own address, if it is known */
    PeersReader(Section port, Optional<InetAddress> local, Problems problems) {
        this.port = port;
        this.local = local;
        this.first = local;
        this.problems = problems;
    }

    Optional<VxlanPeers> read() {
        int before = problems.count();
        Optional<List<InetAddress>> remotes = port.optional("remotes", this::remotes);
        Optional<InetAddress> group = port.optional("group", this::group);
        Optional<String> device = port.optional("device", Names.INTERFACE);
        reportContradictions();
        return problems.unlessSince(
                before,
                () -> remotes.<VxlanPeers>map(VxlanPeers.Remotes::new)
                        .orElseGet(() -> new VxlanPeers.Group(group.orElseThrow(), device.orElseThrow())));
    }

    private void reportContradictions() {
        boolean group = port.has("group");
        if (group && port.has("remotes")) {
            problems.report(port.keyAt("group"), "group cannot be combined with remotes", EITHER);
        } else if (!group && !port.has("remotes")) {
            problems.report(port.at(), "neither remotes nor group is given", EITHER);
        }
        if (group && !port.has("device")) {
            problems.report(
                    port.keyAt("group"), "the group has no device", "device: the interface that joins the group");
        } else if (!group && port.has("device")) {
            problems.report(port.keyAt("device"), "device is not allowed without group", "device only with group");
        }
    }

    private Optional<List<InetAddress>> remotes(YamlNode node, Problems problems) {
        Unique<InetAddress> unique = new Unique<>("each remote once");
        return Values.list("addresses", (item, into) -> remote(item, unique, into))
                .read(node, problems)
                .flatMap(remotes -> remotes.isEmpty()
                        ? problems.reject(node.at(), "no remote is listed", "at least one address")
                        : Optional.of(remotes));
    }

    private Optional<InetAddress> remote(YamlNode item, Unique<InetAddress> unique, Problems problems) {
        Optional<InetAddress> remote = IpAddresses.UNICAST.read(item, problems);
        remote.ifPresent(address -> {
            unique.claim(address, "remote " + address.getHostAddress(), item.at(), problems);
            requireOneFamily(address, item.at());
            requireNotLocal(address, item.at());
        });
        return remote;
    }

    private Optional<InetAddress> group(YamlNode node, Problems problems) {
        Optional<InetAddress> group = IpAddresses.MULTICAST.read(node, problems);
        group.ifPresent(address -> requireOneFamily(address, node.at()));
        return group;
    }

    private void requireOneFamily(InetAddress address, Position at) {
        first = first.or(() -> Optional.of(address));
        first.filter(other -> !IpAddresses.sameFamily(other, address))
                .ifPresent(other -> problems.report(
                        at,
                        address.getHostAddress() + " and " + other.getHostAddress() + " are of different families",
                        "an " + IpAddresses.family(other) + " address"));
    }

    private void requireNotLocal(InetAddress address, Position at) {
        local.filter(address::equals)
                .ifPresent(own -> problems.report(
                        at,
                        address.getHostAddress() + " is the tunnel's own address",
                        "the address of another endpoint"));
    }
}
