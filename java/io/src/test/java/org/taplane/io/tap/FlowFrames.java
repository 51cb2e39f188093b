package org.taplane.io.tap;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Kinds of frames, made for given flows. */
enum FlowFrames {
    TCP4("0800 45000034 00004000 40060000", 4, true),
    UDP4("0800 45000034 00000000 40110000", 4, true),
    TCP4_WITH_OPTIONS("0800 46000038 00000000 40060000", 4, true) {
        @Override
        int transport() {
            return super.transport() + 4;
        }
    },
    TAGGED4("8100000a 0800 45000034 00000000 40060000", 4, true),
    SERVICE_TAGGED4("88a8000a 0800 45000034 00000000 40060000", 4, true),
    ICMP4("0800 45000034 00000000 40010000", 4, false),
    FIRST_FRAGMENT("0800 45000034 00002000 40110000", 4, false),
    LAST_FRAGMENT("0800 45000034 000000b9 40110000", 4, false),
    TCP6("86dd 60000000 00140640", 16, true),
    UDP6("86dd 60000000 00141140", 16, true),
    TAGGED6("8100000a 86dd 60000000 00141140", 16, true),
    EXTENDED6("86dd 60000000 00140040", 16, false),
    OTHER("88b5", 6, false);

    private static final int TYPE = 12;
    private static final int PAYLOAD = 40;

    private final String typeAndHeader;
    private final int addressBytes;
    private final boolean hasPorts;

    FlowFrames(String typeAndHeader, int addressBytes, boolean hasPorts) {
        this.typeAndHeader = typeAndHeader.replace(" ", "");
        this.addressBytes = addressBytes;
        this.hasPorts = hasPorts;
    }

    /** @param from low bits of the address; those that the kind has no room for are left out */
    record Flow(long from, long to, int sourcePort, int targetPort) {
        static Flow random(RandomGenerator random) {
            return new Flow(random.nextLong(), random.nextLong(), random.nextInt(1 << 16), random.nextInt(1 << 16));
        }

        Flow reversed() {
            return new Flow(to, from, targetPort, sourcePort);
        }
    }

    boolean hasPorts() {
        return hasPorts;
    }

    /** Where the IP payload begins, or of other frames all behind the addresses. */
    int transport() {
        return addresses() + 2 * addressBytes;
    }

    private int addresses() {
        return this == OTHER ? 0 : TYPE + typeAndHeader.length() / 2;
    }

    /** Whatever is not of the flow is {@code rest}, from where ports would be on. */
    byte[] frame(Flow flow, int rest) {
        byte[] frame = new byte[transport() + PAYLOAD];
        Arrays.fill(frame, transport(), frame.length, (byte) rest);
        ByteBuffer at = ByteBuffer.wrap(frame)
                .put(TYPE, HexFormat.of().parseHex(typeAndHeader))
                .put(addresses(), address(flow.from))
                .put(addresses() + addressBytes, address(flow.to));
        if (hasPorts) {
            at.putShort(transport(), (short) flow.sourcePort).putShort(transport() + 2, (short) flow.targetPort);
        }
        return frame;
    }

    private byte[] address(long low) {
        byte[] longest = ByteBuffer.allocate(16).putLong(8, low).array();
        return Arrays.copyOfRange(longest, longest.length - addressBytes, longest.length);
    }
}
