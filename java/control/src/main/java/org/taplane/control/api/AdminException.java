package org.taplane.control.api;

import java.io.IOException;

/** Why the admin socket cannot be opened or asked: the message is one line for the operator. */
public final class AdminException extends IOException {
    private static final long serialVersionUID = 1;

    AdminException(String message) {
        super(message);
    }

    AdminException(String message, Throwable cause) {
        super(message, cause);
    }
}
