package org.taplane.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A capture file, read by the format's draft and not by what wrote it; it may still be written. */
public final class PcapngFile {
    private static final int INTERFACE = 1;
    private static final int PACKET = 6;
    private static final int OPT_COMMENT = 1;
    private static final int OPT_SECOND = 2;
    private static final int PACKET_HEAD = 20;
    private static final int INTERFACE_HEAD = 8;

    private final List<String> ports = new ArrayList<>();
    private final List<Captured> frames = new ArrayList<>();

    /**
     * A frame of it.
     *
     * @param direction "in" or "out"
     */
    public record Captured(String port, String direction, List<String> comments, int length, TestFrame frame) {}

    private PcapngFile() {}

    /** What is there by now. */
    public static PcapngFile read(Path file) {
        try {
            PcapngFile read = new PcapngFile();
            read.blocks(ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN));
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> ports() {
        return ports;
    }

    public List<Captured> frames() {
        return frames;
    }

    private void blocks(ByteBuffer file) {
        while (file.remaining() >= 12 && file.getInt(file.position() + 4) <= file.remaining()) {
            int type = file.getInt();
            int length = file.getInt();
            ByteBuffer body = file.slice(file.position(), length - 12).order(ByteOrder.LITTLE_ENDIAN);
            file.position(file.position() + length - 8);
            switch (type) {
                case INTERFACE -> ports.add(port(body));
                case PACKET -> frames.add(packet(body));
                default -> {
                    // of no interest here
                }
            }
        }
    }

    private static String port(ByteBuffer body) {
        return new String(options(body.position(INTERFACE_HEAD), OPT_SECOND).getFirst(), StandardCharsets.UTF_8);
    }

    private Captured packet(ByteBuffer body) {
        byte[] bytes = new byte[body.getInt(12)];
        body.get(PACKET_HEAD, bytes);
        int options = PACKET_HEAD + (bytes.length + 3) / 4 * 4;
        int flags = options(body.position(options), OPT_SECOND).getFirst()[0];
        List<String> comments = options(body.position(options), OPT_COMMENT).stream()
                .map(text -> new String(text, StandardCharsets.UTF_8))
                .toList();
        return new Captured(
                ports.get(body.getInt(0)),
                flags == 1 ? "in" : "out",
                comments,
                body.getInt(16),
                TestFrame.parse(bytes));
    }

    private static List<byte[]> options(ByteBuffer from, int code) {
        List<byte[]> found = new ArrayList<>();
        while (from.hasRemaining()) {
            int next = from.getShort();
            byte[] value = new byte[from.getShort()];
            from.get(value).position(from.position() + (4 - value.length % 4) % 4);
            if (next == code) {
                found.add(value);
            }
        }
        return found;
    }
}
