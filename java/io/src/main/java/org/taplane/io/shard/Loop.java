package org.taplane.io.shard;

import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SelectStrategyFactory;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that waits for descriptors, timers and tasks. */
public final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    /** 0: as many events at a time as turn out to be useful. */
    private static final int EVENTS = 0;

    private final MultiThreadIoEventLoopGroup group;
    private final IoEventLoop loop;
    private final Future<Thread> thread;

    /** A loop that sleeps when nothing is to be done. */
    public Loop(String threadName) {
        this(threadName, DefaultSelectStrategyFactory.INSTANCE);
    }

    Loop(String threadName, SelectStrategyFactory waiting) {
        this.group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory(threadName, true), EpollIoHandler.newFactory(EVENTS, waiting));
        this.loop = group.next();
        this.thread = loop.submit(Thread::currentThread); // starts it: nobody is to wait for that later
    }

    /**
     * Calls {@code reader} on this thread whenever {@code fd} is readable (level-triggered), until the watch is closed or
     * the reader says that it has ended. The descriptor stays the caller's: close the watch first, the descriptor
     * afterwards.
     */
    public Watch watch(int fd, Reader reader) {
        return watch(fd, EpollIoOps.EPOLLIN, reader, Loop::doNothing);
    }

    /** As {@link #watch}, with what is called when the descriptor takes more after {@link Watch#awaitWritable}. */
    Watch watch(int fd, Reader reader, Runnable onWritable) {
        return watch(fd, EpollIoOps.EPOLLIN, reader, onWritable);
    }

    /** As {@link #watch}, called when something can be written, or a connection that was begun is there or is refused. */
    public Watch watchWritable(int fd, Reader reader) {
        return watch(fd, EpollIoOps.EPOLLOUT, reader, Loop::doNothing);
    }

    /** As {@link #watch}, called when there is an error condition of {@code fd}, by which some files of /proc tell of a change. */
    public Watch watchErrors(int fd, Reader reader) {
        return watch(fd, EpollIoOps.EPOLLERR, reader, Loop::doNothing);
    }

    private Watch watch(int fd, EpollIoOps condition, Reader reader, Runnable onWritable) {
        ReadHandle handle = new ReadHandle(loop, fd, condition, reader, onWritable);
        run(handle::join);
        return new Watch(this, handle);
    }

    private static void doNothing() {}

    /** Runs {@code action} on this thread and waits until it is done; at once if this is the thread. */
    public void run(Runnable action) {
        if (loop.inEventLoop()) {
            action.run();
        } else {
            loop.submit(action).syncUninterruptibly();
        }
    }

    /**
     * Has this thread run {@code action} soon, and does not wait. It is woken by an eventfd; nothing is allocated as long
     * as it keeps up.
     */
    public void execute(Runnable action) {
        loop.execute(action);
    }

    /** A way to find out whether this thread still comes round. */
    Heartbeat heartbeat() {
        return new Heartbeat(this);
    }

    Thread thread() {
        return thread.syncUninterruptibly().getNow();
    }

    /** Runs {@code action} on this thread again and again, until the loop is closed. If it fails, the next turn comes. */
    public void every(Duration period, Runnable action) {
        Future<?> _ = loop.scheduleWithFixedDelay(
                () -> attempt(action), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs {@code action} on this thread once, unless the subscription is closed before; on this thread that is certain. */
    public Subscription after(Duration delay, Runnable action) {
        Future<?> timer = loop.schedule(() -> attempt(action), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }

    private static void attempt(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException fault) {
            LOG.error("a timed task failed", fault);
        }
    }

    boolean isClosed() {
        return loop.isShuttingDown();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
