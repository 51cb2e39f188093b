package org.taplane.io.vhost;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.taplane.io.sys.Fd;

/**
 * What a front end is answered.
 *
 * @param payload in machine byte order, from index 0 to its capacity
 * @param file goes with it, and is closed then
 */
record Reply(ByteBuffer payload, Optional<Fd> file) {
    static Reply number(long value) {
        return new Reply(struct(Long.BYTES).putLong(0, value), Optional.empty());
    }

    static Reply ringState(int ring, int value) {
        return new Reply(struct(2 * Integer.BYTES).putInt(0, ring).putInt(4, value), Optional.empty());
    }

    static Reply empty() {
        return new Reply(struct(0), Optional.empty());
    }

    /** As {@link Message.SetInflightFd} is laid out. */
    static Reply inflight(InflightLog.Shared log, int rings, int size) {
        ByteBuffer payload = struct(24).putLong(0, log.bytes()).putLong(8, 0);
        return new Reply(payload.putShort(16, (short) rings).putShort(18, (short) size), Optional.of(log.file()));
    }

    private static ByteBuffer struct(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }
}
