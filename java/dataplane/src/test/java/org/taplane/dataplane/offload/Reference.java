package org.taplane.dataplane.offload;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Checksums and segmentation written the slow and obvious way, to compare with. */
final class Reference {
    private Reference() {}

    /** RFC 1071, word by word. */
    static int checksum(byte[] bytes, int from, int to) {
        return ~sum(0, bytes, from, to) & 0xffff;
    }

    /** The sum over addresses, protocol and length of what is behind {@code transport}. */
    static int pseudoHeader(byte[] frame, int network, int transport, int protocol) {
        boolean ipv4 = frame[network] >>> 4 == 4;
        int sum = ipv4 ? sum(0, frame, network + 12, network + 20) : sum(0, frame, network + 8, network + 40);
        byte[] rest = ByteBuffer.allocate(8)
                .putInt(frame.length - transport)
                .putInt(protocol)
                .array();
        return sum(sum, rest, 0, rest.length);
    }

    private static int sum(int initial, byte[] bytes, int from, int to) {
        int sum = initial;
        for (int i = from; i < to; i++) {
            sum += (i - from) % 2 == 0 ? (bytes[i] & 0xff) << 8 : bytes[i] & 0xff;
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    /** The segments of {@code sample}, as tcp_gso_segment, __udp_gso_segment and inet_gso_segment make them. */
    static List<byte[]> segments(Sample sample, int size) {
        byte[] frame = sample.bytes();
        List<byte[]> segments = new ArrayList<>();
        int from = sample.headers();
        do {
            int to = Math.min(from + size, frame.length);
            segments.add(segment(sample, frame, from, to, segments.size()));
            from = to;
        } while (from < frame.length);
        return segments;
    }

    private static byte[] segment(Sample sample, byte[] frame, int from, int to, int number) {
        byte[] segment = Arrays.copyOf(frame, sample.headers() + to - from);
        System.arraycopy(frame, from, segment, sample.headers(), to - from);
        ByteBuffer out = ByteBuffer.wrap(segment);
        int ip = sample.network();
        if (sample.ipv6()) {
            out.putShort(ip + 4, (short) (segment.length - ip - 40));
        } else {
            out.putShort(ip + 2, (short) (segment.length - ip));
            out.putShort(ip + 4, (short) (out.getShort(ip + 4) + number));
            out.putShort(ip + 10, (short) 0);
            out.putShort(ip + 10, (short) checksum(segment, ip, ip + 20 + 4 * sample.ipWords()));
        }
        int transport = sample.transport();
        if (sample.udp()) {
            out.putShort(transport + 4, (short) (segment.length - transport));
        } else {
            out.putInt(transport + 4, out.getInt(transport + 4) + from - sample.headers());
            int cleared = (number > 0 ? 0x80 : 0) | (to < frame.length ? 0x09 : 0);
            out.put(transport + 13, (byte) (out.get(transport + 13) & ~cleared));
        }
        int field = transport + sample.checksumOffset();
        out.putShort(field, (short) pseudoHeader(segment, ip, transport, sample.udp() ? 17 : 6));
        int checksum = checksum(segment, transport, segment.length);
        out.putShort(field, (short) (checksum == 0 && sample.udp() ? 0xffff : checksum));
        return segment;
    }
}
