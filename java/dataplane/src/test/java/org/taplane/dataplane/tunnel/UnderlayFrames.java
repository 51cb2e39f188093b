package org.taplane.dataplane.tunnel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.taplane.dataplane.port.DropReason;
import org.taplane.wire.Slab;

/** A sender that keeps each message as the frame that it is on an Ethernet underlay, offload header in front. */
public final class UnderlayFrames implements DatagramSender {
    static final long ENDPOINT = 0x0200_0000_00aaL;
    static final long ROUTER = 0x0200_0000_00bbL;
    private static final int OFFLOAD = 24;

    private final OuterHeaders headers;
    private final List<byte[]> sent = new ArrayList<>();

    public UnderlayFrames(OuterSettings settings) {
        headers = new OuterHeaders(settings, ENDPOINT, ROUTER);
    }

    public List<byte[]> sent() {
        return sent;
    }

    /** The offload header of a kept frame. */
    public static Slab offload(byte[] sent) {
        return Slab.copyOf(Arrays.copyOf(sent, OFFLOAD));
    }

    /** A kept frame without it. */
    public static byte[] frame(byte[] sent) {
        return Arrays.copyOfRange(sent, OFFLOAD, sent.length);
    }

    @Override
    public int sockets() {
        return headers.flows();
    }

    @Override
    public boolean segments() {
        return false;
    }

    @Override
    public int longestUncut() {
        return headers.longestFrame();
    }

    @Override
    public int send(Slab frames, DatagramBatch batch) {
        for (int message = 0; message < batch.messages(); message++) {
            Slab whole = Slab.allocate(headers.length() + batch.length(message));
            headers.write(whole, 0, batch, message, frames);
            gather(whole, frames, batch, message);
            sent.add(whole.bytes(0, whole.size()));
            batch.error(message, 0);
        }
        return 0;
    }

    private void gather(Slab whole, Slab frames, DatagramBatch batch, int message) {
        int at = headers.length();
        int first = batch.firstPiece(message);
        for (int piece = first; piece < first + batch.pieceCount(message); piece++) {
            Slab area = batch.pieceArea(piece) == DatagramBatch.FRAMES ? frames : batch.slab();
            whole.copyFrom(area, batch.pieceOffset(piece), at, batch.pieceLength(piece));
            at += batch.pieceLength(piece);
        }
    }

    @Override
    public DropReason reason(int errno) {
        return DropReason.IO_ERROR;
    }
}
