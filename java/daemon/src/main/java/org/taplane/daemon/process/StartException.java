package org.taplane.daemon.process;

import java.util.List;

/** The daemon cannot be started; the lines are for the operator. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(List<String> lines) {
        super(String.join("\n", lines));
    }

    StartException(String line, Throwable cause) {
        super(line, cause);
    }
}
