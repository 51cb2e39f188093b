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
        boolean ipv6 = flow == 1 || flow == 4;
        boolean tagged = flow == 2 || flow == 4 || twist == Twist.PRIORITY_TAG;
        int payload = payload(twist);
        int network = tagged ? 18 : 14;
        int transport = network + (ipv6 ? 40 : twist == Twist.IP_OPTION ? 24 : 20);
        int headers = transport + (twist == Twist.MORE_OPTIONS ? 36 : 32);
        byte[] frame = new byte[headers + payload];
        ByteBuffer out = ByteBuffer.wrap(frame);
        writeLink(out, tagged, ipv6);
        if (ipv6) {
            writeIpv6(out, network, frame.length, twist);
        } else {
            writeIpv4(frame, network, transport, frame.length, flow, twist);
        }
        writeTcp(out, transport, headers, flow, twist);
        byte[] data = new byte[payload];
        random.nextBytes(data);
        out.put(headers, data);
        int pseudo = Reference.pseudoHeader(frame, network, transport, 6);
        out.putShort(transport + 16, (short) pseudo);
        int checksum = Reference.checksum(frame, transport, frame.length);
        out.putShort(transport + 16, (short) (twist == Twist.TCP_CHECKSUM ? checksum ^ 1 : checksum));
        advance(flow, twist, payload);
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

    private static void writeLink(ByteBuffer out, boolean tagged, boolean ipv6) {
        out.put(0, new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2});
        if (tagged) {
            out.putInt(12, 0x8100_a00a);
        }
        out.putShort(tagged ? 16 : 12, (short) (ipv6 ? 0x86dd : 0x0800));
    }

    private void writeIpv4(byte[] frame, int at, int transport, int end, int flow, Twist twist) {
        ByteBuffer out = ByteBuffer.wrap(frame);
        int header = transport - at;
        int identification = twist == Twist.ID_STAYS ? id[flow] - 1 : twist == Twist.ID_JUMPS ? id[flow] + 9 : id[flow];
        int fragment = twist == Twist.FRAGMENTABLE ? 0 : twist == Twist.FRAGMENT ? 0x2000 : 0x4000;
        out.put(at, (byte) (0x40 + header / 4))
                .put(at + 1, (byte) (twist == Twist.TOS ? 3 : 2))
                .putShort(at + 2, (short) (end - at))
                .putShort(at + 4, (short) identification)
                .putShort(at + 6, (short) fragment)
                .put(at + 8, (byte) (twist == Twist.TTL ? 63 : 64))
                .put(at + 9, (byte) 6)
                .putInt(at + 12, 0x0a00_0001)
                .putInt(at + 16, 0x0a00_0002);
        if (header > 20) {
            out.putInt(at + 20, 0x0101_0100);
        }
        int checksum = Reference.checksum(frame, at, transport);
        out.putShort(at + 10, (short) (twist == Twist.IP_CHECKSUM ? checksum ^ 1 : checksum));
    }

    private static void writeIpv6(ByteBuffer out, int at, int end, Twist twist) {
        out.putInt(at, twist == Twist.TOS ? 0x6030_1234 : 0x6020_1234)
                .putShort(at + 4, (short) (end - at - 40))
                .put(at + 6, (byte) 6)
                .put(at + 7, (byte) (twist == Twist.TTL ? 63 : 64))
                .put(at + 8, (byte) 0xfd)
                .put(at + 23, (byte) 1)
                .put(at + 24, (byte) 0xfd)
                .put(at + 39, (byte) 2);
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
