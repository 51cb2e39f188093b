package org.taplane.control.api;

/** The switch has no bridge or port of that name: the message is one line for the operator. */
public final class UnknownNameException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnknownNameException(String message) {
        super(message);
    }
}
