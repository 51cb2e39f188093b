package org.taplane.control.config;

/**
 * What a tunnel writes into the IP and UDP headers that it adds.
 *
 * @param ttl the hop limit over IPv6
 */
public record OuterHeaderConfig(int ttl, Tos tos, UdpChecksum udpChecksum, SourcePorts sourcePorts) {
    public static final int DEFAULT_TTL = 64;

    /** The TOS octet (traffic class over IPv6): DSCP in the upper six bits, ECN in the lower two. */
    public sealed interface Tos {
        /** The same for every frame, 0 to 255. */
        record Fixed(int value) implements Tos {}

        /** The inner IP packet's; 0 around anything that is not IP. */
        record Inherit() implements Tos {}
    }

    /** The outer UDP checksum. */
    public enum UdpChecksum {
        /** Left to the daemon, which knows what the underlay does best. */
        AUTO,
        ZERO,
        FILLED
    }
}
