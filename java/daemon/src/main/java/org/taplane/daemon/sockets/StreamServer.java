package org.taplane.daemon.sockets;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Reading;
import org.taplane.io.shard.Subscription;
import org.taplane.io.shard.Watch;
import org.taplane.io.socket.StreamListener;
import org.taplane.io.socket.StreamSockets;
import org.taplane.io.sys.Fd;

/**
 * Peers that connect to the port. While there is one, others are sent away at once: they learn that the place is taken, and are
 * not left to talk to nobody. Who comes when the one has hung up, but the shard that reads it has not noticed yet, waits until it
 * has: a guest that is started again gets the place of the one before. After a peer that was gone at once the next ones wait a moment, so that one who does nothing
 * but connect costs no more than that.
 */
final class StreamServer implements StreamPeers {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final StreamListener listener;
    private final Loop control;
    private final SocketLink link;
    private Optional<Watch> watch = Optional.empty();
    private Optional<Subscription> pause = Optional.empty();
    private Optional<Consumer<Peer>> waiting = Optional.empty();
    private Optional<Fd> current = Optional.empty();

    StreamServer(StreamListener listener, Loop control, SocketLink link) {
        this.listener = listener;
        this.control = control;
        this.link = link;
    }

    @Override
    public void await(boolean wasBrief, Consumer<Peer> onPeer) {
        waiting = Optional.of(onPeer);
        current = Optional.empty();
        if (wasBrief) {
            ignore();
            pause = Optional.of(control.after(PAUSE, this::listen));
        } else {
            listen();
        }
    }

    private void listen() {
        if (watch.isEmpty()) {
            watch = Optional.of(control.watch(listener.fd(), this::accept));
        }
    }

    private void ignore() {
        watch.ifPresent(Watch::close);
        watch = Optional.empty();
    }

    private Reading accept() {
        if (current.filter(StreamSockets::hasHungUp).isPresent()) {
            ignore();
            return Reading.NOTHING;
        }
        Optional<Fd> socket = listener.accept();
        if (socket.isEmpty()) {
            return Reading.NOTHING;
        }
        Peer peer = new Peer(socket.get(), StreamSockets.peerName(socket.get()));
        if (waiting.isEmpty()) {
            peer.socket().close();
            link.refused(peer.name());
            return Reading.FAILED; // the loop calls again later if this goes on
        }
        Consumer<Peer> receiver = waiting.get();
        waiting = Optional.empty();
        current = socket;
        receiver.accept(peer);
        return Reading.PROGRESS;
    }

    @Override
    public void stop() {
        ignore();
        pause.ifPresent(Subscription::close);
    }

    @Override
    public void close() {
        listener.close();
    }
}
