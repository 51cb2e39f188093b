package org.taplane.io.vhost;

/** The front end sent what the protocol does not allow, or what this machine cannot give. The connection ends with it. */
final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }
}
