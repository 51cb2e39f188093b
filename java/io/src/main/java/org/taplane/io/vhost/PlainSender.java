package org.taplane.io.vhost;

import org.taplane.dataplane.tunnel.DatagramBatch;
import org.taplane.io.socket.FrameSender;
import org.taplane.nativeio.VhostIo;
import org.taplane.wire.Slab;

/** Sends frames without offloads, made of pieces, to a guest's queue. */
final class PlainSender implements FrameSender {
    private long queue = SendingPairs.NONE;

    PlainSender to(long native_) {
        queue = native_;
        return this;
    }

    @Override
    public int send(Slab frames, DatagramBatch batch) {
        Slab table = batch.slab();
        return VhostIo.sendPieces(
                queue, table.address(), table.size(), batch.messages(), frames.address(), frames.size());
    }
}
