package org.taplane.io.sys;

import java.nio.ByteBuffer;
import org.taplane.nativeio.SignalIo;

/** A signal as a descriptor that is readable when it has come. */
public final class Signals {
    /** Terminal lost; for daemons, "read your configuration again" (signal(7)). */
    public static final int SIGHUP = 1;

    private Signals() {}

    /**
     * Takes the signal from whoever had it.
     *
     * @return readable once the signal has come; it stays open as long as the process lives
     */
    public static Fd on(int signal) {
        Fd events = Fd.eventfd(0);
        int errno = SignalIo.route(signal, events.value());
        if (errno != 0) {
            events.close();
            throw SysException.of("sigaction", errno);
        }
        return events;
    }

    /** Takes note of the signals that have come, so that the descriptor is not readable until the next. */
    public static void clear(Fd events) {
        ByteBuffer count = Libc.struct(Long.BYTES);
        Libc.read(events.value(), count, Long.BYTES); // EAGAIN if there were none
    }
}
