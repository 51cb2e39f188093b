package org.taplane.dataplane.tunnel;

import java.util.List;
import org.taplane.dataplane.offload.Segmenter;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.vxlan.Bundle;
import org.taplane.wire.Slab;

/**
 * Gathers a transmit's datagrams into batches and addresses them; {@link Deliveries} counts what became of them. The frame
 * in hand goes to one remote, or to each configured one (head-end replication), or to the group. Every copy counts.
 *
 * <p>Whole frames of one size, flow and VNI that follow each other make a run: one message, which the kernel cuts. It
 * then goes through the layers once for all of them, which halves the cost of a stream of short frames. Frames of two VNIs
 * would be {@link Bundle#AMBIGUOUS} to a receiver who gets them uncut.
 */
final class Outbox {
    /** Headers of a few long frames, and in any case of one. */
    private static final int HEADER_BYTES = 4 * Segmenter.scratchBytes(TunnelHeader.BYTES);

    private static final int NO_RUN = -1;
    private static final long UNSEGMENTED = 0;

    private final RemoteTable remotes;
    /** Where frames for no single remote go. */
    private final long[] floodHigh;

    private final long[] floodLow;
    private final boolean floodsToGroup;
    private final DatagramSender sender;
    private final Deliveries deliveries;
    private final LongFrames longFrames;
    private final DatagramBatch batch;

    private Slab frames;
    private int remote;
    private int socket;
    private int tos;
    private long segmentation = UNSEGMENTED;
    /** The last message, if frames for {@link #runRemote} may be added to it. */
    private int run = NO_RUN;

    private int runRemote;

    Outbox(
            Tunnel tunnel,
            DatagramSender sender,
            PortCounters counters,
            RemoteCounters byRemote,
            LongFrames longFrames) {
        TunnelSettings settings = tunnel.settings();
        List<VtepAddress> flood = settings.group().map(List::of).orElse(settings.remotes());
        floodsToGroup = settings.group().isPresent();
        remotes = tunnel.remotes();
        floodHigh = new long[flood.size()];
        floodLow = new long[flood.size()];
        for (int i = 0; i < floodHigh.length; i++) {
            floodHigh[i] = flood.get(i).high();
            floodLow[i] = flood.get(i).low();
        }
        this.sender = sender;
        deliveries = new Deliveries(sender, counters, byRemote, Math.max(1, flood.size()));
        this.longFrames = longFrames;
        batch = new DatagramBatch(HEADER_BYTES);
        frames = batch.slab();
    }

    DatagramBatch batch() {
        return batch;
    }

    /** Starts a transmit whose frames are in {@code slab}. A fault may have left something of the last one: it is gone. */
    void open(Slab slab) {
        frames = slab;
        batch.clear();
        deliveries.abandon();
        run = NO_RUN;
    }

    /** Whether frames for {@code remote} have anywhere to go. */
    boolean leadsTo(int remote) {
        return remote == RemoteTable.NONE ? floodHigh.length > 0 : remotes.contains(remote);
    }

    /** Sets where and how the next messages go. */
    void address(int remote, int flowHash, int tos) {
        this.remote = remote;
        this.tos = tos;
        socket = Math.floorMod(flowHash, sender.sockets());
    }

    /** Makes room for pieces and headers; what was added before may be gone afterwards. */
    void reserve(int pieces, int headerBytes) {
        if (!batch.hasRoom(pieces, headerBytes)) {
            flush();
        }
    }

    /** Sends a frame that is one piece: {@code datagram} bytes at {@code offset}, VXLAN header in front. */
    void postWhole(int offset, int datagram) {
        reserve(1, 0);
        int piece = batch.addPiece(DatagramBatch.FRAMES, offset, datagram);
        if (continuesRun(offset, datagram)) {
            batch.extendMessage(run, datagram - TunnelHeader.BYTES);
        } else {
            post(piece, 0, 1, datagram - TunnelHeader.BYTES);
            startRun();
        }
    }

    /** As {@link #postWhole}, for a frame that the sender will have cut as {@link DatagramBatch#segmentation} says. */
    void postUncut(int offset, int datagram, long segmentation) {
        reserve(1, 0);
        this.segmentation = segmentation;
        post(batch.addPiece(DatagramBatch.FRAMES, offset, datagram), 0, 1, datagram - TunnelHeader.BYTES);
        this.segmentation = UNSEGMENTED;
    }

    /**
     * Makes the pieces from {@code first} to the last one added a message to every receiver.
     *
     * @param segment size of each datagram, or 0 for one
     * @param ended frames that end with this message, for counting; 0 if the next message goes on with the same frame
     * @param bytes bytes of the frames that end, for counting
     */
    void post(int first, int segment, int ended, int bytes) {
        if (remote != RemoteTable.NONE) {
            post(0, remote, remotes.high(remote), remotes.low(remote), first, segment, ended, bytes);
            return;
        }
        for (int each = 0; each < floodHigh.length; each++) {
            int to = floodsToGroup ? RemoteCounters.GROUP : each + 1;
            post(each, to, floodHigh[each], floodLow[each], first, segment, ended, bytes);
        }
    }

    /**
     * @param receiver which of the frame's receivers, from 0
     * @param to its number among the tunnel's remotes, or {@link RemoteCounters#GROUP}
     */
    private void post(int receiver, int to, long high, long low, int first, int segment, int ended, int bytes) {
        if (!batch.hasMessageRoom()) {
            send();
            batch.clearMessages();
        }
        int message = batch.addMessage(first, batch.pieces());
        batch.route(message, high, low, socket, tos);
        batch.segment(message, segment);
        batch.segmentation(message, segmentation);
        batch.count(message, ended, bytes);
        deliveries.expect(message, receiver, to);
        run = NO_RUN;
    }

    private void startRun() {
        boolean oneReceiver = remote != RemoteTable.NONE || floodHigh.length == 1;
        run = oneReceiver && sender.segments() ? batch.messages() - 1 : NO_RUN;
        runRemote = remote;
    }

    private boolean continuesRun(int offset, int datagram) {
        return run != NO_RUN
                && runRemote == remote
                && batch.socket(run) == socket
                && batch.tos(run) == tos
                && batch.pieceLength(batch.firstPiece(run)) == datagram
                && frames.u64(batch.pieceOffset(batch.firstPiece(run))) == frames.u64(offset)
                && batch.pieceCount(run) < DatagramBatch.MAX_DATAGRAMS
                && (batch.pieceCount(run) + 1) * datagram <= DatagramBatch.MAX_MESSAGE;
    }

    /** Sends everything; nothing is waiting then. */
    void flush() {
        if (batch.messages() > 0) {
            send();
        }
        batch.clear();
        run = NO_RUN;
    }

    private void send() {
        boolean anyRefused = sender.send(frames, batch) != 0;
        deliveries.settle(batch, anyRefused);
        if (anyRefused) {
            noteRefused();
        }
    }

    private void noteRefused() {
        for (int message = 0; message < batch.messages(); message++) {
            if (batch.error(message) != 0) {
                longFrames.refused(batch, message);
            }
        }
    }
}
