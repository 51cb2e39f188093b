package org.taplane.nativeio;

/** What a native send returns, packed in a long so that nothing is allocated: frames sent, and the errno that stopped it. */
public final class SendResult {
    private SendResult() {}

    /** Frames, trains or messages that the kernel took, from the first on. */
    public static int sent(long result) {
        return (int) result;
    }

    /** Why the next one was refused (errno.h), or 0 if all went. */
    public static int errno(long result) {
        return (int) (result >>> 32);
    }
}
