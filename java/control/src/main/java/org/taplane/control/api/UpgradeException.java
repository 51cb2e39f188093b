package org.taplane.control.api;

/** A new process has not taken over, and the old one goes on; the message says why, in the operator's terms. */
public final class UpgradeException extends Exception {
    private static final long serialVersionUID = 1L;

    public UpgradeException(String message, Throwable cause) {
        super(message, cause);
    }
}
