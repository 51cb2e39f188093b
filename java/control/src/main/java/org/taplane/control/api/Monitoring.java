package org.taplane.control.api;

import java.util.List;
import java.util.Optional;

/** What programs ask that watch over the switch. Called on the admin socket's thread; never waits. */
public interface Monitoring {
    /**
     * A page of metrics.
     *
     * @param type of its content, with version and character set
     */
    record Page(String type, String body) {}

    /**
     * All metrics as they are now.
     *
     * @param accept which formats the client takes, as in the header of that name (RFC 9110 section 12.5.1)
     */
    Page metrics(Optional<String> accept);

    /** The forwarding threads that do not come round; mostly none. */
    List<StuckWorker> stuckWorkers();

    /** Whether every port has been opened, and this process is neither stopping nor replaced by another. */
    boolean isReady();
}
