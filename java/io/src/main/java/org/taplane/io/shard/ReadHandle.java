package org.taplane.io.shard;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader as Netty's epoll handler wants it. One that fails again and again is left alone for a while: its descriptor
 * leaves epoll, which would otherwise tell of it at once, and of an error on it whatever it was asked for. All on the
 * loop's thread.
 */
final class ReadHandle implements EpollIoHandle {
    private static final Logger LOG = LoggerFactory.getLogger(ReadHandle.class);
    private static final long QUIET = TimeUnit.MINUTES.toNanos(1);

    private final IoEventLoop loop;
    private final FileDescriptor fd;
    private final EpollIoOps condition;
    private final Reader reader;
    private final Runnable onWritable;
    private final Runnable askingForRoom = this::askForRoom;
    private final Backoff backoff = new Backoff();
    private Optional<IoRegistration> registration = Optional.empty();
    private long lastReport = System.nanoTime() - QUIET;
    private boolean awaitsWritable;
    private boolean ended;

    ReadHandle(IoEventLoop loop, int fd, EpollIoOps condition, Reader reader, Runnable onWritable) {
        this.loop = loop;
        this.fd = new FileDescriptor(fd);
        this.condition = condition;
        this.reader = reader;
        this.onWritable = onWritable;
    }

    /** Begins to watch the descriptor, or goes on after a pause. */
    void join() {
        if (!ended) {
            IoRegistration joined = loop.register(this).syncUninterruptibly().getNow();
            joined.submit(conditions());
            registration = Optional.of(joined);
        }
    }

    private EpollIoOps conditions() {
        return awaitsWritable ? condition.with(EpollIoOps.EPOLLOUT) : condition;
    }

    /** From any thread: {@code onWritable} is to be called, once, when the descriptor takes more. */
    void awaitWritable() {
        loop.execute(askingForRoom);
    }

    private void askForRoom() {
        awaitsWritable = true;
        registration.ifPresent(joined -> joined.submit(conditions()));
    }

    /** The reader is not called again. */
    void end() {
        ended = true;
        leave();
    }

    private void leave() {
        registration.ifPresent(IoRegistration::cancel);
        registration = Optional.empty();
    }

    @Override
    public FileDescriptor fd() {
        return fd;
    }

    /** An exception that escaped would put Netty's loop to sleep for a second: nothing escapes. */
    @Override
    public void handle(IoRegistration source, IoEvent event) {
        if (awaitsWritable && tells(event, EpollIoOps.EPOLLOUT)) {
            write();
        }
        switch (read(event)) {
            case PROGRESS, NOTHING -> backoff.reset();
            case FAILED -> fail();
            case ENDED -> end();
        }
    }

    private void write() {
        awaitsWritable = false;
        registration.ifPresent(joined -> joined.submit(conditions()));
        try {
            onWritable.run();
        } catch (RuntimeException | Error fault) {
            report(fault);
        }
    }

    /** An error that waits beside what the reader takes would be told of again and again. */
    private Reading read(IoEvent event) {
        Reading reading = read();
        return reading == Reading.NOTHING && tells(event, EpollIoOps.EPOLLERR) ? Reading.FAILED : reading;
    }

    private Reading read() {
        try {
            return reader.read();
        } catch (RuntimeException | Error fault) {
            report(fault);
            return Reading.FAILED;
        }
    }

    private static boolean tells(IoEvent event, EpollIoOps condition) {
        return event instanceof EpollIoEvent epoll && epoll.ops().contains(condition);
    }

    private void fail() {
        long pause = backoff.next();
        if (pause > 0) {
            leave();
            Future<?> _ = loop.schedule(this::rejoin, pause, TimeUnit.NANOSECONDS);
        }
    }

    private void rejoin() {
        try {
            join();
        } catch (RuntimeException refused) {
            LOG.error("a descriptor cannot be watched any more", refused);
        }
    }

    private void report(Throwable fault) {
        long now = System.nanoTime();
        if (now - lastReport >= QUIET) {
            lastReport = now;
            LOG.error("a reader failed; it goes on (next report in a minute at the earliest)", fault);
        }
    }

    /** The descriptor belongs to whoever asked for the watch. */
    @Override
    public void close() {}
}
