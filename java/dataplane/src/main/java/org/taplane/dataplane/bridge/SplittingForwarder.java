package org.taplane.dataplane.bridge;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.offload.Splitter;
import org.taplane.dataplane.port.Forwarder;

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
        int ingress = burst.ingress();
        long waiting = burst.frames();
        for (long left = waiting; left != 0; left &= left - 1) {
            int frame = Long.numberOfTrailingZeros(left);
            if (splitter.open(burst, frame)) {
                forward(burst, waiting & ~left, ingress);
                forwardPieces(ingress);
                waiting = left & left - 1;
            }
        }
        forward(burst, waiting, ingress);
    }

    private void forward(Burst burst, long frames, int ingress) {
        if (frames != 0) {
            burst.select(frames, ingress);
            forwarder.forward(burst);
        }
    }

    private void forwardPieces(int ingress) {
        for (int count = splitter.next(); count > 0; count = splitter.next()) {
            forward(splitter.pieces(), Burst.first(count), ingress);
        }
    }
}
