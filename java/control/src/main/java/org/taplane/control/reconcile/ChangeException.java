package org.taplane.control.reconcile;

import java.util.Optional;

/** The system refused a change. What had been done of its plan before is undone. */
public final class ChangeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String port;
    private final String expected;

    /**
     * A port cannot be had as it is wanted.
     *
     * @param problem what is wrong, in the operator's words
     * @param expected what would have been right
     */
    public ChangeException(String port, String problem, String expected, Throwable cause) {
        super(problem, cause);
        this.port = port;
        this.expected = expected;
    }

    /** Something else than a port is refused. */
    public ChangeException(String problem, String expected) {
        super(problem);
        this.port = "";
        this.expected = expected;
    }

    /** Name of the port, if it is about one. */
    public Optional<String> port() {
        return port.isEmpty() ? Optional.empty() : Optional.of(port);
    }

    public String problem() {
        return String.valueOf(getMessage());
    }

    public String expected() {
        return expected;
    }
}
