package org.taplane.dataplane.offload;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A frame as it crosses a wire.
 *
 * @param hex its bytes, all checksums complete
 * @param partial whether it comes with a request to complete the checksum of TCP or UDP instead
 */
record Packet(String hex, boolean partial) {
    private static final int UDP = 17;

    static Packet of(byte[] frame) {
        return new Packet(HexFormat.of().formatHex(frame), false);
    }

    /** The bytes on the wire of each flow, in order. */
    static Map<String, List<String>> byFlow(List<Packet> packets) {
        return packets.stream()
                .collect(Collectors.groupingBy(
                        Packet::flow, Collectors.mapping(Packet::hex, Collectors.toUnmodifiableList())));
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
            int sum = Reference.pseudoHeader(frame, network(frame), transport(), protocol());
            ByteBuffer.wrap(frame).putShort(transport() + checksumOffset(), (short) sum);
        }
        return frame;
    }

    int checksumOffset() {
        return protocol() == UDP ? 6 : 16;
    }

    private int protocol() {
        byte[] frame = bytes();
        int network = network(frame);
        return frame[network] >>> 4 == 4 ? frame[network + 9] : frame[network + 6];
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
