package org.taplane.io.sys;

/** The kernel refused something. The message is fit to be shown to an operator. */
public final class SysException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;

    private SysException(String message, String call, int errno) {
        super(message);
        this.call = call;
        this.errno = errno;
    }

    /**
     * What {@code call} failed with, in the C library's words.
     *
     * @param call the system call, or what it was to do, such as {@code ioctl TUNSETIFF}
     */
    public static SysException of(String call, int errno) {
        return new SysException(call + ": " + Errno.text(errno), call, errno);
    }

    /** As {@link #of(String, int)}, with the text that the kernel itself gave, such as a netlink extended ack. */
    public static SysException of(String call, int errno, String kernelText) {
        return new SysException(call + ": " + Errno.text(errno) + ": " + kernelText, call, errno);
    }

    /** A failure whose cause is known: {@code message} says it in the operator's terms. */
    public static SysException because(String message, String call, int errno) {
        return new SysException(message, call, errno);
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
