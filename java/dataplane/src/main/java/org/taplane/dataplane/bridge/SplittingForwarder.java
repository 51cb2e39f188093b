package org.taplane.dataplane.bridge;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.offload.Splitter;

/**
 * Takes apart what no port can be given whole ({@link Splitter}), before the bridge: the pieces are what came in by the port,
 * and every port gets what it knows. It is for ports by which such frames come, which are those of devices that the switch did
 * not make.
 *
 * <p>Frames keep their order: those before and behind are forwarded before and behind.
 */
public final class SplittingForwarder implements Forwarder {
    private final Forwarder forwarder;
    private final Splitter splitter;

    /** @param splitter the shard's, which others of the same shard may use, too */
    public SplittingForwarder(Forwarder forwarder, Splitter splitter) {
        this.forwarder = forwarder;
        this.splitter = splitter;
    }

    @Override
    public void forward(Burst burst) {
        int from = burst.first();
        int end = burst.end();
        int ingress = burst.ingress();
        for (int frame = from; frame < end; frame++) {
            if (splitter.open(burst, frame)) {
                forward(burst, from, frame, ingress);
                forwardPieces(ingress);
                from = frame + 1;
            }
        }
        forward(burst, from, end, ingress);
    }

    private void forward(Burst burst, int from, int end, int ingress) {
        if (from < end) {
            burst.select(from, end, ingress);
            forwarder.forward(burst);
        }
    }

    private void forwardPieces(int ingress) {
        for (int count = splitter.next(); count > 0; count = splitter.next()) {
            forward(splitter.pieces(), 0, count, ingress);
        }
    }
}
