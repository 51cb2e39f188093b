package org.taplane.io.vhost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;

/** The descriptors by which driver and device call each other (eventfd(2)). */
final class EventFd {
    private static final String LINK = "anon_inode:[eventfd]";

    private EventFd() {}

    /**
     * A descriptor of our own of what the front end sent, which may be anything: a write to what is no eventfd could wait, or
     * raise a signal.
     */
    static Fd of(Fd sent) throws ProtocolException {
        if (!isEventFd(sent)) {
            throw new ProtocolException("a descriptor that is not an eventfd");
        }
        long flags = Libc.check("fcntl F_GETFL", Libc.fcntl(sent.value(), Libc.F_GETFL, 0));
        Libc.check("fcntl F_SETFL", Libc.fcntl(sent.value(), Libc.F_SETFL, flags | Libc.O_NONBLOCK));
        return sent.duplicate();
    }

    private static boolean isEventFd(Fd fd) throws ProtocolException {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(fd.value())))
                    .toString()
                    .equals(LINK);
        } catch (IOException e) {
            throw new ProtocolException("a descriptor that cannot be looked at: " + e.getMessage());
        }
    }
}
