package org.taplane.io.socket;

import org.taplane.nativeio.StreamIo;
import org.taplane.wire.Slab;

/** What the connections of a port, one after the other, keep between two frames: 192 KiB, whatever the peer sends. */
public final class StreamBuffers {
    private static final int BEGIN = 0;
    private static final int END = 4;

    private final Slab input = Slab.allocate(StreamIo.INPUT_BYTES);
    private final Slab rest = Slab.allocate(StreamIo.OUTPUT_BYTES);

    /** Forgets what the last connection has left; nobody may be using it any more. */
    public void clear() {
        input.putNative64(BEGIN, 0);
        rest.putNative64(BEGIN, 0);
    }

    long input() {
        return input.address();
    }

    long rest() {
        return rest.address();
    }

    /** Whether a frame has begun to come. */
    boolean hasInput() {
        return input.native32(BEGIN) != input.native32(END);
    }

    /** Whether the rest of a frame waits to be sent. */
    boolean hasRest() {
        return rest.native32(END) != 0;
    }
}
