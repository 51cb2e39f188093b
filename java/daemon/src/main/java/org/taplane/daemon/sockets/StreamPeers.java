package org.taplane.daemon.sockets;

import java.util.function.Consumer;
import org.taplane.io.sys.Fd;

/** Where the peers of a stream port come from, one at a time. On the control thread. */
interface StreamPeers extends AutoCloseable {
    /** A connection, which is the receiver's to close. */
    record Peer(Fd socket, String name) {}

    /**
     * Has the next peer given to {@code onPeer}, when there is one.
     *
     * @param wasBrief whether the last one was gone at once, so that there is no hurry
     */
    void await(boolean wasBrief, Consumer<Peer> onPeer);

    /** Nobody is wanted any more. */
    void stop();

    @Override
    void close();
}
