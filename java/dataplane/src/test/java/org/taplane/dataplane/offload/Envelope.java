package org.taplane.dataplane.offload;

import java.nio.ByteBuffer;

/**
 * The Ethernet and IP headers of a test packet, written without the code under test.
 *
 * @param identification of IPv4, as what follows: flags and fragment offset, an option, a checksum that is wrong
 */
record Envelope(
        boolean ipv6,
        boolean tagged,
        int protocol,
        int tos,
        int ttl,
        int identification,
        int fragment,
        boolean option,
        boolean damaged) {
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;

    /** The usual headers of the protocol, but for what {@code twist} means by its name: one that is not of IP changes none. */
    static Envelope twisted(Enum<?> twist, boolean ipv6, boolean tagged, int protocol, int identification) {
        String name = twist.name();
        return new Envelope(
                ipv6,
                tagged || name.equals("PRIORITY_TAG"),
                protocol,
                name.equals("TOS") ? 3 : 2,
                name.equals("TTL") ? 63 : 64,
                identification
                        + switch (name) {
                            case "ID_STAYS" -> -1;
                            case "ID_JUMPS" -> 9;
                            default -> 0;
                        },
                switch (name) {
                    case "FRAGMENTABLE" -> 0;
                    case "FRAGMENT" -> MORE_FRAGMENTS;
                    default -> DONT_FRAGMENT;
                },
                name.equals("IP_OPTION"),
                name.equals("IP_CHECKSUM"));
    }

    /** Where the IP header begins. */
    int network() {
        return tagged ? 18 : 14;
    }

    /** Where the IP header ends. */
    int transport() {
        return network() + (ipv6 ? 40 : option ? 24 : 20);
    }

    /** Writes the headers of a frame that has its length. */
    void write(byte[] frame) {
        ByteBuffer out = ByteBuffer.wrap(frame);
        out.put(0, new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2});
        if (tagged) {
            out.putInt(12, 0x8100_a00a);
        }
        out.putShort(network() - 2, (short) (ipv6 ? 0x86dd : 0x0800));
        if (ipv6) {
            writeIpv6(out, network(), frame.length);
        } else {
            writeIpv4(frame, network());
        }
    }

    private void writeIpv4(byte[] frame, int at) {
        ByteBuffer out = ByteBuffer.wrap(frame);
        out.put(at, (byte) (0x40 + (transport() - at) / 4))
                .put(at + 1, (byte) tos)
                .putShort(at + 2, (short) (frame.length - at))
                .putShort(at + 4, (short) identification)
                .putShort(at + 6, (short) fragment)
                .put(at + 8, (byte) ttl)
                .put(at + 9, (byte) protocol)
                .putInt(at + 12, 0x0a00_0001)
                .putInt(at + 16, 0x0a00_0002);
        if (option) {
            out.putInt(at + 20, 0x0101_0100);
        }
        int checksum = Reference.checksum(frame, at, transport());
        out.putShort(at + 10, (short) (damaged ? checksum ^ 1 : checksum));
    }

    private void writeIpv6(ByteBuffer out, int at, int end) {
        out.putInt(at, 0x6000_1234 | (tos << 20))
                .putShort(at + 4, (short) (end - at - 40))
                .put(at + 6, (byte) protocol)
                .put(at + 7, (byte) ttl)
                .put(at + 8, (byte) 0xfd)
                .put(at + 23, (byte) 1)
                .put(at + 24, (byte) 0xfd)
                .put(at + 39, (byte) 2);
    }
}
