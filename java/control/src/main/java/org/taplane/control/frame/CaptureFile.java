package org.taplane.control.frame;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the Ethernet frames of a capture: pcap (draft-ietf-opsawg-pcap) in either byte order, with times in micro- or
 * nanoseconds, or pcapng (draft-ietf-opsawg-pcapng). Of other blocks of pcapng nothing is needed; they are passed over.
 */
public final class CaptureFile {
    private static final int MICROS = 0xa1b2c3d4;
    private static final int NANOS = 0xa1b23c4d;
    private static final int SECTION = 0x0a0d0d0a;
    private static final int BYTE_ORDER = 0x1a2b3c4d;
    private static final int INTERFACE = 1;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;
    private static final int ETHERNET = 1;
    private static final int LINK_TYPE = 0xffff;

    /** No frame, and no block with one, is longer. */
    private static final int MAX_RECORD = 1 << 20;

    private final Path file;
    private final DataInputStream in;
    private final int most;
    private final List<byte[]> frames = new ArrayList<>();
    private final List<Integer> linkTypes = new ArrayList<>();
    private ByteOrder order = ByteOrder.BIG_ENDIAN;

    private CaptureFile(Path file, InputStream in, int most) {
        this.file = file;
        this.in = new DataInputStream(in);
        this.most = most;
    }

    /**
     * The first frames.
     *
     * @param most how many, at least 1
     * @return one at least
     * @throws FrameException if the file cannot be read, is no capture, is damaged before that, or has other frames
     */
    public static List<byte[]> read(Path file, int most) throws FrameException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            CaptureFile capture = new CaptureFile(file, in, most);
            capture.readAll();
            if (capture.frames.isEmpty()) {
                throw new FrameException(file + " has no frames");
            }
            return List.copyOf(capture.frames);
        } catch (EOFException e) {
            throw new FrameException(file + " ends in the middle of a frame");
        } catch (IOException e) {
            throw new FrameException("cannot read " + file + ": " + e);
        }
    }

    private void readAll() throws IOException, FrameException {
        byte[] magic = in.readNBytes(Integer.BYTES);
        if (magic.length < Integer.BYTES) {
            throw noCapture();
        }
        int big = ByteBuffer.wrap(magic).getInt();
        if (big == SECTION) {
            readSection();
            readBlocks();
        } else {
            order = orderOf(big);
            readPcap();
        }
    }

    private ByteOrder orderOf(int magic) throws FrameException {
        if (magic == MICROS || magic == NANOS) {
            return ByteOrder.BIG_ENDIAN;
        }
        int swapped = Integer.reverseBytes(magic);
        if (swapped == MICROS || swapped == NANOS) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        throw noCapture();
    }

    private FrameException noCapture() {
        return new FrameException(file + " is no capture; expected pcap or pcapng");
    }

    private void readPcap() throws IOException, FrameException {
        ByteBuffer header = bytes(20);
        requireEthernet(header.getInt(16) & LINK_TYPE);
        while (frames.size() < most) {
            byte[] times = in.readNBytes(8);
            if (times.length == 0) {
                return;
            }
            if (times.length < 8) {
                throw new EOFException();
            }
            ByteBuffer lengths = bytes(8);
            frames.add(bytes(length(lengths.getInt(0))).array());
        }
    }

    private void requireEthernet(int linkType) throws FrameException {
        if (linkType != ETHERNET) {
            throw new FrameException(file + " has frames of link type " + linkType + "; expected Ethernet, 1");
        }
    }

    private int length(int stated) throws FrameException {
        if (stated < 0 || stated > MAX_RECORD) {
            throw new FrameException(file + " is damaged: a length of " + Integer.toUnsignedString(stated) + " bytes");
        }
        return stated;
    }

    private ByteBuffer bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(bytes).order(order);
    }

    /** A section's header, of which the type has been read. */
    private void readSection() throws IOException, FrameException {
        ByteBuffer start = ByteBuffer.wrap(bytes(8).array());
        if (start.getInt(4) == BYTE_ORDER) {
            order = ByteOrder.BIG_ENDIAN;
        } else if (Integer.reverseBytes(start.getInt(4)) == BYTE_ORDER) {
            order = ByteOrder.LITTLE_ENDIAN;
        } else {
            throw noCapture();
        }
        bytes(rest(start.order(order).getInt(0), 12));
        linkTypes.clear();
    }

    /** What follows of a block after its first bytes. */
    private int rest(int stated, int read) throws FrameException {
        int length = length(stated);
        if (length < read || length % 4 != 0) {
            throw new FrameException(file + " is damaged: a block of " + length + " bytes");
        }
        return length - read;
    }

    private void readBlocks() throws IOException, FrameException {
        while (frames.size() < most) {
            byte[] type = in.readNBytes(Integer.BYTES);
            if (type.length == 0) {
                return;
            }
            if (type.length < Integer.BYTES) {
                throw new EOFException();
            }
            if (ByteBuffer.wrap(type).getInt() == SECTION) {
                readSection();
            } else {
                readBlock(ByteBuffer.wrap(type).order(order).getInt());
            }
        }
    }

    private void readBlock(int type) throws IOException, FrameException {
        ByteBuffer body = bytes(rest(bytes(4).getInt(0), 8));
        switch (type) {
            case INTERFACE -> linkTypes.add(at(body, 0) & LINK_TYPE);
            case ENHANCED_PACKET -> add(body, at(body, 0), 20, at(body, 12));
            case SIMPLE_PACKET -> add(body, 0, 4, Math.min(at(body, 0), body.limit() - 2 * Integer.BYTES));
            default -> {}
        }
    }

    private int at(ByteBuffer body, int offset) throws FrameException {
        if (offset + Integer.BYTES > body.limit()) {
            throw new FrameException(file + " is damaged: a block of " + body.limit() + " bytes");
        }
        return body.getInt(offset);
    }

    /** @param start where the frame is in the block */
    private void add(ByteBuffer body, int device, int start, int length) throws FrameException {
        if (device < 0 || device >= linkTypes.size() || length(length) > body.limit() - start) {
            throw new FrameException(file + " is damaged: a frame that its block does not have");
        }
        requireEthernet(linkTypes.get(device));
        byte[] frame = new byte[length];
        body.get(start, frame);
        frames.add(frame);
    }
}
