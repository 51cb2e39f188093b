package org.taplane.dataplane.offload;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The datagrams that a few UDP senders send, put together without the code under test. */
final class UdpStreams {
    /** Flows there are: IPv4, IPv6, IPv4 in a VLAN, another one between the same hosts as the first. */
    static final int FLOWS = 4;

    /** A datagram of one of the flows, with one thing about it that is not as usual. */
    record Step(int flow, Twist twist) {}

    /**
     * What may be different about a datagram, and how many frames are written for four datagrams of which it is the
     * third.
     */
    enum Twist {
        NONE(1),
        PARTIAL_CHECKSUM(1),
        CHECKSUM_OF_ZERO(1),
        SHORTER(2),
        LONGER(2),
        ID_JUMPS(2),
        ID_STAYS(2),
        NO_PAYLOAD(3),
        NO_CHECKSUM(3),
        UDP_CHECKSUM(3),
        IP_CHECKSUM(3),
        UDP_LENGTH(3),
        PADDING(3),
        TOS(3),
        TTL(3),
        FRAGMENTABLE(3),
        FRAGMENT(3),
        IP_OPTION(3),
        PRIORITY_TAG(3);

        private final int entries;

        Twist(int entries) {
            this.entries = entries;
        }

        int entries() {
            return entries;
        }
    }

    private static final int PROTOCOL = 17;
    private static final int CHECKSUM = 6;
    private static final int HEADER = 8;

    private final Random random;
    private final int size;
    private final int[] id = new int[FLOWS];

    /** @param size bytes of payload of a usual datagram, an even number */
    UdpStreams(long seed, int size) {
        random = new Random(seed);
        this.size = size;
        for (int flow = 0; flow < FLOWS; flow++) {
            id[flow] = random.nextInt();
        }
    }

    List<Packet> packets(List<Step> steps) {
        return steps.stream().map(step -> packet(step.flow(), step.twist())).toList();
    }

    private Packet packet(int flow, Twist twist) {
        Envelope envelope = Envelope.twisted(twist, flow == 1, flow == 2, PROTOCOL, id[flow]);
        byte[] frame = new byte[envelope.transport() + HEADER + payload(twist)];
        envelope.write(frame);
        writeUdp(frame, envelope.network(), envelope.transport(), flow, twist);
        id[flow] += twist == Twist.ID_STAYS ? 0 : twist == Twist.ID_JUMPS ? 10 : 1;
        Packet packet = Packet.of(twist == Twist.PADDING ? Arrays.copyOf(frame, frame.length + 3) : frame);
        return twist == Twist.PARTIAL_CHECKSUM ? packet.asPartial() : packet;
    }

    private int payload(Twist twist) {
        return switch (twist) {
            case SHORTER -> size / 2;
            case LONGER -> size + 1;
            case NO_PAYLOAD -> 0;
            default -> size;
        };
    }

    private void writeUdp(byte[] frame, int network, int at, int flow, Twist twist) {
        ByteBuffer out = ByteBuffer.wrap(frame);
        byte[] data = new byte[frame.length - at - HEADER];
        random.nextBytes(data);
        out.putShort(at, (short) (40_000 + flow))
                .putShort(at + 2, (short) 53)
                .putShort(at + 4, (short) (frame.length - at - (twist == Twist.UDP_LENGTH ? 1 : 0)))
                .put(at + HEADER, data);
        if (twist == Twist.CHECKSUM_OF_ZERO) {
            out.putShort(at + HEADER, (short) 0);
            out.putShort(at + HEADER, (short) checksum(frame, network, at));
        }
        int checksum = checksum(frame, network, at);
        out.putShort(at + CHECKSUM, (short)
                switch (twist) {
                    case NO_CHECKSUM -> 0;
                    case UDP_CHECKSUM -> checksum ^ 2;
                    default -> checksum == 0 ? 0xffff : checksum;
                });
    }

    private static int checksum(byte[] frame, int network, int at) {
        byte[] copy = frame.clone();
        ByteBuffer.wrap(copy).putShort(at + CHECKSUM, (short) Reference.pseudoHeader(copy, network, at, PROTOCOL));
        return Reference.checksum(copy, at, copy.length);
    }
}
