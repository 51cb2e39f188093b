package org.taplane.control.api;

/** A frame cannot be traced as it was asked: the message is one line for the operator. */
public final class TraceException extends Exception {
    private static final long serialVersionUID = 1L;

    public TraceException(String message) {
        super(message);
    }
}
