package org.taplane.control.api;

import java.io.IOException;
import java.util.Optional;

/**
 * Where the body of a reply without a foreseeable end comes from. All methods are called by the server's thread and never
 * wait: what is produced elsewhere is kept, within bounds, until it is asked for. It is asked for only as fast as the
 * client reads.
 */
public interface Feed {
    /**
     * Begins; called once.
     *
     * @param more to be called, by any thread, when there is something again after {@link #next} gave nothing, and when
     *     the feed has ended; costs little if called more often
     */
    void open(Runnable more);

    /** The next bytes, at least one, or nothing for now; an {@link IOException} ends the connection. */
    Optional<byte[]> next() throws IOException;

    /** Whether {@link #next}, having given nothing, never gives anything again: the reply is complete then. */
    boolean isEnded();

    /**
     * Nobody takes anything any more: the feed had ended, the client has left, or the server closes. Called once, without
     * {@link #open} before if there are too many streams already.
     */
    void close();
}
