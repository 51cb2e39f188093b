package org.taplane.control.protocol.lldp;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What an agent says of the system and the port it speaks for (IEEE 802.1AB 8.2).
 *
 * @param ttl seconds for which it holds; 0: no longer
 * @param capabilities that the system has
 * @param enabled those of them that are in use
 * @param portVlan the VLAN of untagged frames; 0: there is none; empty: not said
 */
public record Lldpdu(
        Identifier chassis,
        Identifier port,
        int ttl,
        Optional<String> portDescription,
        Optional<String> systemName,
        Optional<String> systemDescription,
        Set<Capability> capabilities,
        Set<Capability> enabled,
        OptionalInt portVlan) {
    public static final int MAX_TTL = 0xffff;

    public Lldpdu {
        capabilities = Set.copyOf(capabilities);
        enabled = Set.copyOf(enabled);
    }

    Lldpdu withTtl(int seconds) {
        return new Lldpdu(
                chassis,
                port,
                seconds,
                portDescription,
                systemName,
                systemDescription,
                capabilities,
                enabled,
                portVlan);
    }

    /** One that says no more than who it is, and for how long. */
    public static Lldpdu of(Identifier chassis, Identifier port, int ttl) {
        return new Lldpdu(
                chassis,
                port,
                ttl,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Set.of(),
                OptionalInt.empty());
    }
}
