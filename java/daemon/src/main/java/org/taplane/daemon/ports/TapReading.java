package org.taplane.daemon.ports;

import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.WorkerConfig.Io;
import org.taplane.dataplane.frame.Burst;
import org.taplane.io.device.FrameSource;
import org.taplane.io.device.QueueIo;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.SysException;
import org.taplane.io.uring.TapRing;

/** How the queues of TAP devices are read. */
public enum TapReading {
    /** By io_uring, in bursts in which each frame has room for a longest one. */
    RING(Burst.CAPACITY) {
        @Override
        IntFunction<FrameSource> sources(QueueIo kind) {
            return TapRing::open;
        }
    },
    /**
     * Frame by frame, each behind the one before. Room for eight of 64 KiB, or for a whole burst at a 8000-byte MTU, is
     * enough to spread the cost of a wake-up, and little enough to stay in the second-level cache.
     */
    DIRECT(8) {
        @Override
        IntFunction<FrameSource> sources(QueueIo kind) {
            return queue -> FrameSource.direct(kind, queue);
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger(TapReading.class);

    private final int longestFrames;

    TapReading(int longestFrames) {
        this.longestFrames = longestFrames;
    }

    /** What reads the queue of a descriptor, made on the thread that is to read it. */
    abstract IntFunction<FrameSource> sources(QueueIo kind);

    /** How many frames of 64 KiB a shard's burst has room for. */
    public int longestFrames() {
        return longestFrames;
    }

    /**
     * What the configuration asks for, as far as the machine allows.
     *
     * @param obstacle tells why io_uring is not possible, if it is not
     * @throws SysException if it is asked for and not possible
     */
    public static TapReading choose(Io wanted, Supplier<Optional<String>> obstacle) {
        return switch (wanted) {
            case EPOLL -> DIRECT;
            case IO_URING -> obstacle.get().map(TapReading::refuse).orElseGet(TapReading::ring);
            case AUTO -> obstacle.get().map(TapReading::fallBack).orElseGet(TapReading::ring);
        };
    }

    private static TapReading ring() {
        LOG.info("TAP devices are read by io_uring");
        return RING;
    }

    private static TapReading fallBack(String obstacle) {
        LOG.info("TAP devices are read by epoll: {}", obstacle);
        return DIRECT;
    }

    private static TapReading refuse(String obstacle) {
        throw SysException.because("io: io_uring is not available: " + obstacle, "io_uring_setup", Errno.EOPNOTSUPP);
    }
}
