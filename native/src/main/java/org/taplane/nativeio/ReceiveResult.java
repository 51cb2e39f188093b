package org.taplane.nativeio;

/** What a native receive returns, packed in a long so that nothing is allocated: frames, losses, and the errno that ended it. */
public final class ReceiveResult {
    private static final int FRAMES = 0xffff;

    private ReceiveResult() {}

    /** Descriptors that were filled, from 0 on. */
    public static int frames(long result) {
        return (int) result & FRAMES;
    }

    /** Frames that the kernel took off the queue and could not hand over (EINVAL, EFAULT, or longer than any frame). */
    public static int lost(long result) {
        return (int) result >>> 16;
    }

    /**
     * What is wrong with the queue itself (errno.h), or 0 if nothing is: it is empty, or the burst is full. EBADFD when its
     * device is gone.
     */
    public static int errno(long result) {
        return (int) (result >>> 32);
    }
}
