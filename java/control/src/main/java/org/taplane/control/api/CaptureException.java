package org.taplane.control.api;

/** A capture is not to be had; the message is one line for the operator. */
public final class CaptureException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** What was asked for makes no sense. */
    public CaptureException(String message) {
        this(400, message);
    }

    private CaptureException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** There is no bridge or port of that name. */
    public static CaptureException unknown(String message) {
        return new CaptureException(404, message);
    }

    /** Not now. */
    public static CaptureException unavailable(String message) {
        return new CaptureException(503, message);
    }

    int status() {
        return status;
    }
}
