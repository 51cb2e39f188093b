package org.taplane.daemon.sockets;

import java.util.Optional;
import java.util.function.Consumer;
import org.taplane.daemon.ports.Retry;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Reading;
import org.taplane.io.shard.Watch;
import org.taplane.io.socket.SocketName;
import org.taplane.io.socket.StreamSockets;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.SysException;

/** The one peer that the port connects to, tried for again and again with pauses that grow. */
final class StreamClient implements StreamPeers {
    private final SocketName name;
    private final Loop control;
    private final Consumer<String> onRefusal;
    private final Retry retry;
    private Optional<Attempt> attempt = Optional.empty();
    private Optional<Consumer<Peer>> waiting = Optional.empty();

    /** A connection that is being made. */
    private record Attempt(Fd socket, Watch watch) {}

    /** @param onRefusal told why there is nobody, each time */
    StreamClient(SocketName name, Loop control, Consumer<String> onRefusal) {
        this.name = name;
        this.control = control;
        this.onRefusal = onRefusal;
        retry = new Retry(control, this::connect);
    }

    @Override
    public void await(boolean wasBrief, Consumer<Peer> onPeer) {
        waiting = Optional.of(onPeer);
        if (wasBrief) {
            retry.later();
        } else {
            connect();
        }
    }

    private void connect() {
        try {
            Fd socket = StreamSockets.connect(name);
            attempt = Optional.of(new Attempt(socket, control.watchWritable(socket.value(), this::conclude)));
        } catch (SysException e) {
            refused(e);
        }
    }

    /** The attempt has come to its end, one way or the other. */
    private Reading conclude() {
        Attempt made = attempt.orElseThrow();
        attempt = Optional.empty();
        made.watch().close();
        Optional<SysException> failure = StreamSockets.failure(made.socket(), name);
        if (failure.isPresent()) {
            made.socket().close();
            refused(failure.get());
        } else {
            waiting.orElseThrow().accept(new Peer(made.socket(), name.toString()));
        }
        return Reading.ENDED;
    }

    private void refused(SysException why) {
        onRefusal.accept(String.valueOf(why.getMessage()));
        retry.later();
    }

    @Override
    public void stop() {
        retry.stop();
        attempt.ifPresent(made -> {
            made.watch().close();
            made.socket().close();
        });
        attempt = Optional.empty();
    }

    @Override
    public void close() {}
}
