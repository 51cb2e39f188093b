package org.taplane.control.api;

import java.io.IOException;
import java.time.Duration;
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

    /** What is sent while the feed gives nothing; without it, nothing. */
    default Optional<Heartbeat> heartbeat() {
        return Optional.empty();
    }

    /**
     * A sign of life, so that a reader, and who is between, can tell silence from a broken connection.
     *
     * @param every after how long without a chunk
     * @param chunk what readers know to mean nothing; not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes to be sent: never compared
    record Heartbeat(Duration every, byte[] chunk) {}

    /** Whether {@link #next}, having given nothing, never gives anything again: the reply is complete then. */
    boolean isEnded();

    /**
     * Nobody takes anything any more: the feed had ended, the client has left, or the server closes. Called once, without
     * {@link #open} before if there are too many streams already.
     */
    void close();
}
