package org.taplane.control.event;

/** A filter that makes no sense; the message says why. */
public final class UnknownTermException extends Exception {
    private static final long serialVersionUID = 1;

    UnknownTermException(String why) {
        super(why);
    }
}
