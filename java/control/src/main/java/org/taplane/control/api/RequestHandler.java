package org.taplane.control.api;

import io.netty.handler.codec.http.FullHttpRequest;
import java.io.IOException;

/** What a socket answers. Runs on the server's thread and never waits. */
interface RequestHandler {
    /**
     * The answer to a well-formed request, whatever it says.
     *
     * @param who asks, for the log
     */
    Answer answer(FullHttpRequest request, String who) throws IOException;
}
