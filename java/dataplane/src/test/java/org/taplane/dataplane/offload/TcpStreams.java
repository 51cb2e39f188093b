package org.taplane.dataplane.offload;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The segments that a few TCP senders send, put together without the code under test. */
final class TcpStreams {
    /** Flows there are: IPv4, IPv6, IPv4 in a VLAN, another one between the same hosts as the first, IPv6 in a VLAN. */
    static final int FLOWS = 5;

    /** A segment of one of the flows, with one thing about it that is not as usual. */
    record Step(int flow, Twist twist) {}

    /**
     * What may be different about a segment, and how many frames are written for four segments of which it is the third.
     */
    enum Twist {
        NONE(1),
        PARTIAL_CHECKSUM(1),
        PSH(2),
        FIN(2),
        SHORTER(2),
        LONGER(2),
        GAP(2),
        ID_JUMPS(2),
        ID_STAYS(2),
        SYN(3),
        RST(3),
        URG(3),
        CWR(3),
        ECE(3),
        NO_ACK(3),
        RESERVED_BIT(3),
        ACKNOWLEDGMENT(3),
        WINDOW(3),
        URGENT_POINTER(3),
        OPTION(3),
        MORE_OPTIONS(3),
        NO_PAYLOAD(3),
        PADDING(3),
        OUT_OF_ORDER(3),
        TOS(3),
        TTL(3),
        FRAGMENTABLE(3),
        FRAGMENT(3),
        IP_OPTION(3),
        PRIORITY_TAG(3),
        TCP_CHECKSUM(3),
        IP_CHECKSUM(3);

        private final int entries;

        Twist(int entries) {
            this.entries = entries;
        }

        int entries() {
            return entries;
        }
    }

    private static final int PROTOCOL = 6;

    private final Random random;
    private final int size;
    private final long[] sequence = new long[FLOWS];
    private final int[] id = new int[FLOWS];

    /** @param size bytes of payload of a usual segment */
    TcpStreams(long seed, int size) {
        random = new Random(seed);
        this.size = size;
        for (int flow = 0; flow < FLOWS; flow++) {
            sequence[flow] = random.nextInt();
            id[flow] = random.nextInt();
        }
    }

    List<Packet> packets(List<Step> steps) {
        return steps.stream().map(step -> packet(step.flow(), step.twist())).toList();
    }

    private Packet packet(int flow, Twist twist) {
        Envelope envelope = Envelope.twisted(twist, flow == 1 || flow == 4, flow == 2 || flow == 4, PROTOCOL, id[flow]);
        int transport = envelope.transport();
        int headers = transport + (twist == Twist.MORE_OPTIONS ? 36 : 32);
        byte[] data = new byte[payload(twist)];
        byte[] frame = new byte[headers + data.length];
        ByteBuffer out = ByteBuffer.wrap(frame);
        envelope.write(frame);
        writeTcp(out, transport, headers, flow, twist);
        random.nextBytes(data);
        out.put(headers, data);
        int pseudo = Reference.pseudoHeader(frame, envelope.network(), transport, PROTOCOL);
        out.putShort(transport + 16, (short) pseudo);
        int checksum = Reference.checksum(frame, transport, frame.length);
        out.putShort(transport + 16, (short) (twist == Twist.TCP_CHECKSUM ? checksum ^ 1 : checksum));
        advance(flow, twist, data.length);
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

    private void writeTcp(ByteBuffer out, int at, int headers, int flow, Twist twist) {
        long number = twist == Twist.OUT_OF_ORDER ? sequence[flow] - 3L * size : sequence[flow];
        int reserved = twist == Twist.RESERVED_BIT ? 1 : 0;
        out.putShort(at, (short) (40_000 + flow))
                .putShort(at + 2, (short) 80)
                .putInt(at + 4, (int) (twist == Twist.GAP ? number + 1000 : number))
                .putInt(at + 8, twist == Twist.ACKNOWLEDGMENT ? 78 : 77)
                .put(at + 12, (byte) (((headers - at) << 2) | reserved))
                .put(at + 13, (byte) flags(twist))
                .putShort(at + 14, (short) (twist == Twist.WINDOW ? 501 : 502))
                .putShort(at + 18, (short) (twist == Twist.URGENT_POINTER ? 1 : 0))
                .putInt(at + 20, 0x0101_080a)
                .putInt(at + 24, twist == Twist.OPTION ? 1001 : 1000)
                .putInt(at + 28, 2000);
    }

    private static int flags(Twist twist) {
        return switch (twist) {
            case FIN -> 0x11;
            case SYN -> 0x12;
            case RST -> 0x14;
            case PSH -> 0x18;
            case NO_ACK -> 0x00;
            case URG -> 0x30;
            case ECE -> 0x50;
            case CWR -> 0x90;
            default -> 0x10;
        };
    }

    private void advance(int flow, Twist twist, int payload) {
        sequence[flow] += twist == Twist.OUT_OF_ORDER ? 0 : payload + (twist == Twist.GAP ? 1000 : 0);
        id[flow] += twist == Twist.ID_STAYS ? 0 : twist == Twist.ID_JUMPS ? 10 : 1;
    }
}
