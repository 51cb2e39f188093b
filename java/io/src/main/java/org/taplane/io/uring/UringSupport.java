package org.taplane.io.uring;

import java.util.Optional;
import org.taplane.io.sys.Errno;
import org.taplane.nativeio.UringIo;

/** Whether this machine lets this process read TAP devices by io_uring. */
public final class UringSupport {
    private UringSupport() {}

    /** Why it does not, in the operator's words; empty if it does. */
    public static Optional<String> obstacle() {
        int errno = -UringIo.probe();
        return errno == 0 ? Optional.empty() : Optional.of(words(errno));
    }

    static String words(int errno) {
        return switch (errno) {
            case Errno.EOPNOTSUPP -> "this kernel cannot read a device that way; Linux 6.7 and later can";
            case Errno.EPERM, Errno.ENOSYS ->
                "this process may not use io_uring (sysctl kernel.io_uring_disabled, or a seccomp filter): "
                        + Errno.text(errno);
            default -> "io_uring_setup: " + Errno.text(errno);
        };
    }
}
