package org.taplane.io.udp;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.dataplane.tunnel.DatagramBatch;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.io.sys.Errno;

/**
 * Whether the kernel cuts messages into datagrams for a sender ({@code UDP_SEGMENT}, udp(7)). It never does on sockets
 * that send no checksum. Where a path has IPsec, or on kernels before 6.11 a device that fills in no checksums, it
 * refuses each such message with EIO: after the first one, none is tried any more.
 */
final class SegmentationOffload {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentationOffload.class);

    private final VtepAddress local;
    private volatile boolean on;

    SegmentationOffload(VtepAddress local, boolean zeroChecksum) {
        this.local = local;
        on = !zeroChecksum;
    }

    boolean isOn() {
        return on;
    }

    /** Looks why messages of a batch were refused. */
    void learnFrom(DatagramBatch batch) {
        if (on && hasRefusedSegments(batch)) {
            on = false;
            LOG.warn("{}: the path has no UDP segmentation offload; long frames cost more from now on", local);
        }
    }

    private static boolean hasRefusedSegments(DatagramBatch batch) {
        for (int message = 0; message < batch.messages(); message++) {
            if (batch.error(message) == Errno.EIO && batch.segment(message) != 0) {
                return true;
            }
        }
        return false;
    }
}
