package org.taplane.io.vhost;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Reading;
import org.taplane.io.shard.Subscription;
import org.taplane.io.shard.Watch;
import org.taplane.io.socket.SocketName;
import org.taplane.io.socket.StreamListener;
import org.taplane.io.socket.StreamSockets;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.SysException;

/** How a port and its front end find each other, one front end at a time. On the control thread. */
sealed interface Rendezvous extends AutoCloseable {
    /** Calls {@code onPeer} with the next front end, once; at once if {@code pause} is zero. */
    void await(Duration pause, Consumer<Fd> onPeer);

    /** Why nobody is there; empty if that is not known. */
    Optional<String> obstacle();

    @Override
    void close();

    /** The front end connects. Others than the one that is there wait in the socket's queue. */
    final class Server implements Rendezvous {
        private final Loop loop;
        private final StreamListener listener;
        private Optional<Subscription> timer = Optional.empty();
        private Optional<Watch> watch = Optional.empty();

        /** @throws SysException if the path cannot be had */
        Server(Loop loop, SocketName.Unix path, int mode) {
            this.loop = loop;
            this.listener = StreamListener.open(path, mode);
        }

        @Override
        public void await(Duration pause, Consumer<Fd> onPeer) {
            timer = Optional.of(loop.after(
                    pause, () -> watch = Optional.of(loop.watch(listener.fd(), () -> accept(onPeer)))));
        }

        private Reading accept(Consumer<Fd> onPeer) {
            Optional<Fd> peer = listener.accept();
            if (peer.isEmpty()) {
                return Reading.NOTHING;
            }
            rest();
            onPeer.accept(peer.get());
            return Reading.ENDED;
        }

        private void rest() {
            timer.ifPresent(Subscription::close);
            watch.ifPresent(Watch::close);
            timer = Optional.empty();
            watch = Optional.empty();
        }

        @Override
        public Optional<String> obstacle() {
            return Optional.empty();
        }

        @Override
        public void close() {
            rest();
            listener.close();
        }
    }

    /** The front end listens. */
    final class Client implements Rendezvous {
        private final Loop loop;
        private final SocketName.Unix path;
        private final Duration pause;
        private Optional<Subscription> timer = Optional.empty();
        private Optional<String> obstacle = Optional.empty();

        /** @param pause between two attempts */
        Client(Loop loop, SocketName.Unix path, Duration pause) {
            this.loop = loop;
            this.path = path;
            this.pause = pause;
        }

        @Override
        public void await(Duration first, Consumer<Fd> onPeer) {
            timer = Optional.of(loop.after(first, () -> connect(onPeer)));
        }

        /** A unix socket connects at once or not at all (unix_stream_connect of net/unix/af_unix.c). */
        private void connect(Consumer<Fd> onPeer) {
            Fd peer;
            try {
                peer = StreamSockets.connect(path);
            } catch (SysException e) {
                obstacle = Optional.of(String.valueOf(e.getMessage()));
                await(pause, onPeer);
                return;
            }
            obstacle = Optional.empty();
            onPeer.accept(peer);
        }

        @Override
        public Optional<String> obstacle() {
            return obstacle;
        }

        @Override
        public void close() {
            timer.ifPresent(Subscription::close);
        }
    }
}
