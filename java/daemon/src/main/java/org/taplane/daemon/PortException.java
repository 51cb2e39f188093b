package org.taplane.daemon;

import org.taplane.control.config.PortConfig;

/** The system refused what a port needs. The message is for the operator. */
final class PortException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String port;

    PortException(PortConfig port, RuntimeException cause) {
        super("port " + port.name() + ": " + cause.getMessage(), cause);
        this.port = port.name();
    }

    /** Name of the port: the configuration knows where it stands. */
    String port() {
        return port;
    }
}
