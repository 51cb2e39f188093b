package org.taplane.control.api;

import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which clients are connected, and who leaves when one too many comes: the client that has been silent the longest, or
 * when all wait for a reply, the one that has waited the longest. Half a request does not count as a sign of life. Clients
 * that are sent a stream stand aside: they are bounded apart, and nobody who comes makes them leave.
 *
 * <p>Used on the event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing waits for the end of a client
final class Connections {
    private final int limit;
    private final int maxStreams;
    private final Set<Channel> idle = new LinkedHashSet<>();
    private final Set<Channel> busy = new LinkedHashSet<>();
    private final Set<Channel> streams = new LinkedHashSet<>();

    Connections(int limit, int maxStreams) {
        this.limit = limit;
        this.maxStreams = maxStreams;
    }

    void opened(Channel client) {
        if (idle.size() + busy.size() >= limit) {
            dismiss(idle.isEmpty() ? busy : idle);
        }
        idle.add(client);
    }

    /** A request came; its reply begins. */
    void begins(Channel client) {
        if (idle.remove(client)) {
            busy.add(client);
        }
    }

    /** The reply has been handed over. */
    void ends(Channel client) {
        if (busy.remove(client)) {
            idle.add(client);
        }
    }

    /** The reply is a stream; false if there are too many of them. */
    boolean streams(Channel client) {
        if (streams.size() >= maxStreams) {
            return false;
        }
        busy.remove(client);
        return streams.add(client);
    }

    void closed(Channel client) {
        idle.remove(client);
        busy.remove(client);
        streams.remove(client);
    }

    void closeAll() {
        List<Channel> all = new ArrayList<>(idle);
        all.addAll(busy);
        all.forEach(Channel::close);
        List.copyOf(streams).forEach(client -> client.pipeline().fireUserEventTriggered(Closing.SERVER));
    }

    /** Why a stream has to end. */
    enum Closing {
        SERVER
    }

    private void dismiss(Set<Channel> clients) {
        Channel eldest = clients.iterator().next();
        clients.remove(eldest);
        eldest.close();
    }
}
