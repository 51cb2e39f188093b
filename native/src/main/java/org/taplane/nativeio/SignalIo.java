package org.taplane.nativeio;

/** Signals as readable descriptors: a handler of our own in place of the JVM's. */
public final class SignalIo {
    /** Signals are numbered from 1 to one less. */
    public static final int SIGNALS = 65;

    static {
        NativeLibrary.load();
    }

    private SignalIo() {}

    /**
     * From now on each {@code signal} adds one to an eventfd(2), whichever thread gets it. There is no way back.
     *
     * @param eventfd non-blocking, and never closed
     * @return 0, or the errno of sigaction(2)
     */
    public static native int route(int signal, int eventfd);
}
