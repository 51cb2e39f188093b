package org.taplane.io.sys;

import java.util.Optional;

/** The kernel refused something. The message is fit to be shown to an operator. */
public final class SysException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;

    /** Empty if nothing is known; a field is not an Optional, because exceptions are serializable. */
    private final String expected;

    private SysException(String message, String expected, String call, int errno) {
        super(message);
        this.expected = expected;
        this.call = call;
        this.errno = errno;
    }

    /**
     * What {@code call} failed with, in the C library's words.
     *
     * @param call the system call, or what it was to do, such as {@code ioctl TUNSETIFF}
     */
    public static SysException of(String call, int errno) {
        return new SysException(call + ": " + Errno.text(errno), "", call, errno);
    }

    /** As {@link #of(String, int)}, with the text that the kernel itself gave, such as a netlink extended ack. */
    public static SysException of(String call, int errno, String kernelText) {
        return new SysException(call + ": " + Errno.text(errno) + ": " + kernelText, "", call, errno);
    }

    /** A failure whose cause is known: {@code message} says it in the operator's terms. */
    public static SysException because(String message, String call, int errno) {
        return new SysException(message, "", call, errno);
    }

    /** As {@link #because(String, String, int)}, where it is also known what would have been right. */
    public static SysException because(String message, String expected, String call, int errno) {
        return new SysException(message, expected, call, errno);
    }

    /** What would have been right, in the operator's terms and without the word "expected". */
    public Optional<String> expected() {
        return Optional.of(expected).filter(known -> !known.isEmpty());
    }

    /** The system call that failed. */
    public String call() {
        return call;
    }

    /** One of {@link Errno}'s numbers, or any other. */
    public int errno() {
        return errno;
    }
}
