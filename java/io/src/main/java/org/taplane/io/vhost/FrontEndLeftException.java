package org.taplane.io.vhost;

/** The front end has closed its socket, as it may at any time. */
final class FrontEndLeftException extends Exception {
    private static final long serialVersionUID = 1L;

    FrontEndLeftException() {
        super("the front end has left");
    }
}
