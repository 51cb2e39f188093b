package org.taplane.io.pcap;

/** An expression is no filter, or cannot be compiled here; the message says why. */
public final class FilterException extends Exception {
    private static final long serialVersionUID = 1L;

    FilterException(String message) {
        super(message);
    }

    FilterException(String message, Throwable cause) {
        super(message, cause);
    }
}
