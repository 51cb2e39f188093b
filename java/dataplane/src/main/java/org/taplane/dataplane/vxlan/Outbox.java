package org.taplane.dataplane.vxlan;

import java.util.List;
import org.taplane.dataplane.offload.Segmenter;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.wire.Slab;
import org.taplane.wire.Vxlan;

/**
 * Gathers a transmit's datagrams into batches, addresses them and counts what became of them. The frame in hand goes to
 * one remote, or to each configured one (head-end replication), or to the group. Every copy counts.
 */
final class Outbox {
    /** Headers of a few long frames, and in any case of one. */
    private static final int HEADER_BYTES = 4 * Segmenter.scratchBytes(Vxlan.HEADER);

    private final RemoteTable remotes;
    /** Where frames for no single remote go. */
    private final long[] floodHigh;

    private final long[] floodLow;
    private final DatagramSender sender;
    private final PortCounters counters;
    private final DatagramBatch batch;

    private Slab frames;
    private int remote;
    private int socket;
    private int tos;

    Outbox(VxlanTunnel tunnel, DatagramSender sender, PortCounters counters) {
        TunnelSettings settings = tunnel.settings();
        List<VtepAddress> flood = settings.group().map(List::of).orElse(settings.remotes());
        remotes = tunnel.remotes();
        floodHigh = flood.stream().mapToLong(VtepAddress::high).toArray();
        floodLow = flood.stream().mapToLong(VtepAddress::low).toArray();
        this.sender = sender;
        this.counters = counters;
        batch = new DatagramBatch(HEADER_BYTES);
        frames = batch.slab();
    }

    DatagramBatch batch() {
        return batch;
    }

    /** Starts a transmit whose frames are in {@code slab}. */
    void open(Slab slab) {
        frames = slab;
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

    /**
     * Makes the pieces from {@code first} to the last one added a message to every receiver.
     *
     * @param segment size of each datagram, or 0 for one
     * @param ended frames that end with this message, for counting
     * @param bytes bytes of frames in it, for counting
     */
    void post(int first, int segment, int ended, int bytes) {
        if (remote != RemoteTable.NONE) {
            post(remotes.high(remote), remotes.low(remote), first, segment, ended, bytes);
            return;
        }
        for (int each = 0; each < floodHigh.length; each++) {
            post(floodHigh[each], floodLow[each], first, segment, ended, bytes);
        }
    }

    private void post(long high, long low, int first, int segment, int ended, int bytes) {
        if (!batch.hasMessageRoom()) {
            send();
            batch.clearMessages();
        }
        int message = batch.addMessage(first, batch.pieces());
        batch.route(message, high, low, socket, tos);
        batch.segment(message, segment);
        batch.count(message, ended, bytes);
    }

    /** Sends everything; nothing is waiting then. */
    void flush() {
        if (batch.messages() > 0) {
            send();
        }
        batch.clear();
    }

    private void send() {
        boolean refused = sender.send(frames, batch) != 0;
        for (int message = 0; message < batch.messages(); message++) {
            int errno = refused ? batch.error(message) : 0;
            if (errno == 0) {
                counters.sent(batch.frames(message), batch.bytes(message));
            } else {
                counters.dropSent(sender.reason(errno), Math.max(1, batch.frames(message)));
            }
        }
    }
}
