package org.taplane.control.pcapng;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes one section of Ethernet frames, block by block, into memory, from where it is taken piece by piece. */
public final class PcapngWriter {
    private static final int ETHERNET = 1; // LINKTYPE_ETHERNET
    private static final int VERSION = 1;
    private static final byte NANOSECONDS = 9;
    private static final byte FILTER_AS_TEXT = 0;
    private static final long UNKNOWN_LENGTH = -1;
    private static final int INITIAL = 1 << 12;

    private ByteBuffer buffer = ByteBuffer.allocate(INITIAL).order(ByteOrder.LITTLE_ENDIAN);
    private int block;

    /** Which way a frame went, by the values of {@code epb_flags}. */
    public enum Direction {
        INBOUND(1),
        OUTBOUND(2);

        private final int flags;

        Direction(int flags) {
            this.flags = flags;
        }
    }

    /**
     * A frame.
     *
     * @param port number of the port that it was seen at, in order of {@link #port} from 0
     * @param nanos since the epoch
     * @param length of the whole frame
     * @param bytes as many of it as were kept
     * @param comments a line each
     */
    @SuppressWarnings("ArrayRecordComponent") // on its way into the buffer: never compared
    public record Frame(int port, long nanos, Direction direction, int length, byte[] bytes, List<String> comments) {
        public Frame {
            comments = List.copyOf(comments);
        }
    }

    /**
     * Begins the section.
     *
     * @param application that writes it
     */
    public void section(String application) {
        begin(Pcapng.SECTION_HEADER);
        reserve(16);
        buffer.putInt(Pcapng.BYTE_ORDER)
                .putShort((short) VERSION)
                .putShort((short) 0)
                .putLong(UNKNOWN_LENGTH);
        option(Pcapng.SHB_APPLICATION, application.getBytes(StandardCharsets.UTF_8));
        end();
    }

    /**
     * Describes a port, before its first frame.
     *
     * @param snapLength longest that a frame's bytes are
     * @param filter expression that its frames have passed; may be empty
     */
    public void port(String name, int snapLength, String filter) {
        begin(Pcapng.INTERFACE_DESCRIPTION);
        reserve(8);
        buffer.putShort((short) ETHERNET).putShort((short) 0).putInt(snapLength);
        option(Pcapng.IF_NAME, name.getBytes(StandardCharsets.UTF_8));
        option(Pcapng.IF_RESOLUTION, NANOSECONDS);
        if (!filter.isEmpty()) {
            byte[] text = filter.getBytes(StandardCharsets.UTF_8);
            byte[] value = new byte[text.length + 1];
            value[0] = FILTER_AS_TEXT;
            System.arraycopy(text, 0, value, 1, text.length);
            option(Pcapng.IF_FILTER, value);
        }
        end();
    }

    public void frame(Frame frame) {
        begin(Pcapng.ENHANCED_PACKET);
        reserve(20 + Pcapng.padded(frame.bytes().length));
        buffer.putInt(frame.port());
        time(frame.nanos());
        buffer.putInt(frame.bytes().length).putInt(frame.length());
        padded(frame.bytes());
        for (String comment : frame.comments()) {
            option(Pcapng.OPT_COMMENT, comment.getBytes(StandardCharsets.UTF_8));
        }
        option(
                Pcapng.EPB_FLAGS,
                little(Integer.BYTES).putInt(frame.direction().flags).array());
        end();
    }

    /**
     * Says how many frames were seen at a port so far.
     *
     * @param nanos since the epoch
     * @param seen what the filter let through, be it lost or not
     * @param lost those for which there was no room
     */
    public void statistics(int port, long nanos, long seen, long lost) {
        begin(Pcapng.INTERFACE_STATISTICS);
        reserve(12);
        buffer.putInt(port);
        time(nanos);
        option(Pcapng.ISB_RECEIVED, little(Long.BYTES).putLong(seen).array());
        option(Pcapng.ISB_DROPPED, little(Long.BYTES).putLong(lost).array());
        end();
    }

    /** Bytes that wait to be taken. */
    public int size() {
        return buffer.position();
    }

    /** Takes all that was written since the last call. */
    public byte[] take() {
        byte[] taken = Arrays.copyOf(buffer.array(), buffer.position());
        buffer.clear();
        return taken;
    }

    private void time(long nanos) {
        buffer.putInt((int) (nanos >>> Integer.SIZE)).putInt((int) nanos);
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void begin(int type) {
        reserve(Pcapng.HEAD);
        block = buffer.position();
        buffer.putInt(type).putInt(0);
    }

    private void option(int code, byte... value) {
        reserve(4 + Pcapng.padded(value.length));
        buffer.putShort((short) code).putShort((short) value.length);
        padded(value);
    }

    private void padded(byte[] value) {
        buffer.put(value);
        for (int i = value.length; i < Pcapng.padded(value.length); i++) {
            buffer.put((byte) 0);
        }
    }

    private void end() {
        option(Pcapng.OPT_END);
        reserve(Pcapng.TAIL);
        int length = buffer.position() + Pcapng.TAIL - block;
        buffer.putInt(length).putInt(block + Integer.BYTES, length);
    }

    private void reserve(int bytes) {
        if (buffer.remaining() < bytes) {
            int size = Math.max(2 * buffer.capacity(), buffer.position() + bytes);
            buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), size))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .position(buffer.position());
        }
    }
}
