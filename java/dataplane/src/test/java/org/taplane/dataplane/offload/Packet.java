package org.taplane.dataplane.offload;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A frame as it crosses a wire.
 *
 * @param hex its bytes, all checksums complete
 * @param partial whether it comes with a request to complete the TCP checksum instead
 */
record Packet(String hex, boolean partial) {
    private static final int TCP_CHECKSUM = 16;

    static Packet of(byte[] frame) {
        return new Packet(HexFormat.of().formatHex(frame), false);
    }

    Packet asPartial() {
        return new Packet(hex, true);
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** The bytes that go into the burst. */
    byte[] received() {
        byte[] frame = bytes();
        if (partial) {
            int sum = Reference.pseudoHeader(frame, network(frame), transport(), 6);
            ByteBuffer.wrap(frame).putShort(transport() + TCP_CHECKSUM, (short) sum);
        }
        return frame;
    }

    int transport() {
        byte[] frame = bytes();
        int network = network(frame);
        return frame[network] >>> 4 == 4 ? network + 4 * (frame[network] & 0xf) : network + 40;
    }

    /** Stations, addresses and ports. */
    String flow() {
        byte[] frame = bytes();
        int network = network(frame);
        boolean ipv4 = frame[network] >>> 4 == 4;
        byte[] addresses = Arrays.copyOfRange(frame, network + (ipv4 ? 12 : 8), network + (ipv4 ? 20 : 40));
        byte[] ports = Arrays.copyOfRange(frame, transport(), transport() + 4);
        return hex.substring(0, 24) + Arrays.toString(addresses) + Arrays.toString(ports);
    }

    private static int network(byte[] frame) {
        return ByteBuffer.wrap(frame).getShort(12) == (short) 0x8100 ? 18 : 14;
    }
}
