package org.taplane.io.vhost;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.Forwarder;
import org.taplane.dataplane.port.Port;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Shards;
import org.taplane.io.sys.SysException;

/** A port with two shards whose forwarders only note what comes in. */
final class GuestRig implements AutoCloseable {
    private static final int LONGEST_FRAMES = 4;
    private static final long PATIENCE_SECONDS = 10;
    private static final int SLOT = 5;
    private static final Duration PAUSE = Duration.ofMillis(20);

    final Path path;
    private final Path directory;
    private final Loop control = new Loop("test-control");
    private final Shards shards = new Shards(IntStream.range(0, 2)
            .mapToObj(i -> Shard.sleeping(i, LONGEST_FRAMES))
            .toList());
    private final BlockingQueue<GuestState> states = new LinkedBlockingQueue<>();
    final BlockingQueue<Came> frames = new LinkedBlockingQueue<>();
    final GuestLink link;

    /** A frame as it came in, and the shard that it came to. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    record Came(int shard, byte[] frame, int flags, int gsoType, int gsoSize) {}

    GuestRig(Path directory, boolean server, int queues) {
        this.directory = directory;
        path = directory.resolve("port.sock");
        GuestSpec spec = new GuestSpec("vm1", path, server, 0600, queues, 0, PAUSE);
        link = new GuestLink(control, spec, 2, states::add);
        link.limit(1500);
    }

    GuestRig start() {
        List<Forwarder> forwarders =
                IntStream.range(0, 2).<Forwarder>mapToObj(this::noting).toList();
        control.run(() -> link.start(SLOT, shards, forwarders, (_, fault) -> {
            throw new AssertionError(fault);
        }));
        return this;
    }

    private Forwarder noting(int shard) {
        return burst -> {
            for (long left = burst.frames(); left != 0; left &= left - 1) {
                int frame = Long.numberOfTrailingZeros(left);
                byte[] bytes = burst.slab().bytes(burst.start(frame), burst.length(frame));
                frames.add(new Came(shard, bytes, burst.flags(frame), burst.gsoType(frame), burst.gsoSize(frame)));
            }
        };
    }

    FrontEnd connect() throws IOException {
        return FrontEnd.connect(path, directory);
    }

    /** A guest that has agreed to everything, with one queue pair. */
    Running run(long features) throws IOException {
        FrontEnd front = connect();
        front.agree(features).shareMemory();
        Running running = new Running(front, front.start(0), front.start(1));
        await(GuestState::isUp);
        front.ask(MessageParser.GET_QUEUE_NUM); // the answer comes when all before it is done
        settle();
        return running;
    }

    /** Tries again what the system refuses for a moment. */
    static <T> T persist(Supplier<T> attempt) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                return attempt.get();
            } catch (SysException refused) {
                if (System.nanoTime() > deadline) {
                    throw refused;
                }
                Thread.onSpinWait();
            }
        }
    }

    record Running(FrontEnd front, GuestQueue receive, GuestQueue transmit) {}

    GuestState await(Predicate<GuestState> condition) {
        try {
            GuestState state = states.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            while (state != null && !condition.test(state)) {
                state = states.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            if (state == null) {
                throw new AssertionError("the port does not become so; it is " + link.state());
            }
            return state;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Came next() {
        try {
            Came came = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (came == null) {
                throw new AssertionError("no frame comes");
            }
            return came;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends frame 0 of the burst by the port's end of a shard. */
    void send(int shard, Burst burst) {
        FrameList list = new FrameList();
        list.add(0);
        shards.get(shard).run(() -> port(shard).transmit(burst, list));
    }

    Port port(int shard) {
        return link.ports().get(shard);
    }

    long drops(DropReason reason) {
        return link.ports().stream()
                .mapToLong(port -> port.counters().drops(reason))
                .sum();
    }

    /** Waits for everything that the control thread was asked to do. */
    void settle() {
        control.run(() -> {});
        shards.settle();
        control.run(() -> {});
    }

    @Override
    public void close() {
        link.close();
        shards.forEach(Shard::close);
        control.close();
    }
}
