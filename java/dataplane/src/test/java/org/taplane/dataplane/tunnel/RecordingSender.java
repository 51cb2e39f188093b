package org.taplane.dataplane.tunnel;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.taplane.dataplane.port.DropReason;
import org.taplane.wire.Slab;

/** A sender that keeps the datagrams, cut as the kernel would cut them. */
public final class RecordingSender implements DatagramSender {
    /** The bytes in hexadecimal, so that a failed comparison can be read. */
    public record Datagram(VtepAddress to, int socket, int tos, String hex) {
        public byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }

        /** The frame inside. */
        public byte[] frame() {
            return Arrays.copyOfRange(bytes(), 8, bytes().length);
        }
    }

    private static final int MAX_MESSAGE = 65_507;
    private static final int MAX_DATAGRAMS = 64;
    private static final int REFUSED = 5;
    private static final int TOO_LONG = 90;

    private final boolean segments;
    private final int sockets;
    private final int longestUncut;
    private final List<Datagram> sent = new ArrayList<>();
    private int calls;
    private int messages;
    private boolean refusing;
    /** Longest datagram to a remote, as a router on the way has told the kernel. */
    private final Map<VtepAddress, Integer> narrow = new HashMap<>();

    public RecordingSender(boolean segments, int sockets) {
        this(segments, sockets, 0);
    }

    private RecordingSender(boolean segments, int sockets, int longestUncut) {
        this.segments = segments;
        this.sockets = sockets;
        this.longestUncut = longestUncut;
    }

    /** One that takes frames uncut, as an underlay device does. */
    public static RecordingSender ofUncut() {
        return new RecordingSender(false, 16, MAX_MESSAGE);
    }

    public List<Datagram> sent() {
        return sent;
    }

    public int calls() {
        return calls;
    }

    public int messages() {
        return messages;
    }

    /** From now on nothing goes out. */
    public void refuse() {
        refusing = true;
    }

    /** From now on the path to {@code remote} takes frames of {@code mtu} bytes behind their Ethernet header. */
    public void narrow(VtepAddress remote, int mtu) {
        narrow.put(remote, mtu);
    }

    @Override
    public int pathMtu(long high, long low) {
        return narrow.getOrDefault(new VtepAddress(high, low), UNKNOWN_MTU);
    }

    @Override
    public int sockets() {
        return sockets;
    }

    @Override
    public boolean segments() {
        return segments;
    }

    @Override
    public int longestUncut() {
        return longestUncut;
    }

    @Override
    public int send(Slab frames, DatagramBatch batch) {
        calls++;
        messages += batch.messages();
        int refused = 0;
        for (int message = 0; message < batch.messages(); message++) {
            batch.error(message, error(batch, message));
            if (batch.error(message) == 0) {
                keep(batch, message, gather(frames, batch, message));
            } else {
                refused++;
            }
        }
        return refused;
    }

    private int error(DatagramBatch batch, int message) {
        int datagram = batch.segment(message) == 0 ? batch.length(message) : batch.segment(message);
        int mtu = pathMtu(batch.destinationHigh(message), batch.destinationLow(message));
        return refusing ? REFUSED : datagram - 8 - 14 > mtu ? TOO_LONG : 0;
    }

    @Override
    public DropReason reason(int errno) {
        return switch (errno) {
            case REFUSED -> DropReason.IO_ERROR;
            case TOO_LONG -> DropReason.MTU_EXCEEDED;
            default -> DropReason.INTERNAL;
        };
    }

    private static byte[] gather(Slab frames, DatagramBatch batch, int message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int first = batch.firstPiece(message);
        for (int piece = first; piece < first + batch.pieceCount(message); piece++) {
            Slab area = batch.pieceArea(piece) == DatagramBatch.FRAMES ? frames : batch.slab();
            bytes.writeBytes(area.bytes(batch.pieceOffset(piece), batch.pieceLength(piece)));
        }
        return bytes.toByteArray();
    }

    private void keep(DatagramBatch batch, int message, byte[] bytes) {
        int size = batch.segment(message) == 0 ? bytes.length : batch.segment(message);
        if (bytes.length > MAX_MESSAGE || bytes.length > size * MAX_DATAGRAMS || (size < bytes.length && !segments)) {
            throw new AssertionError(
                    bytes.length + " bytes in datagrams of " + size + ": the kernel would refuse them");
        }
        VtepAddress to = new VtepAddress(batch.destinationHigh(message), batch.destinationLow(message));
        for (int at = 0; at < bytes.length; at += size) {
            String hex = HexFormat.of().formatHex(bytes, at, Math.min(at + size, bytes.length));
            sent.add(new Datagram(to, batch.socket(message), batch.tos(message), hex));
        }
    }
}
