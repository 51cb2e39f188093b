package org.taplane.io.vhost;

import java.util.Optional;
import org.taplane.io.sys.Fd;
import org.taplane.nativeio.VhostIo;
import org.taplane.wire.Slab;

/**
 * One ring of a device: what the front end has told of it so far, and whether it runs. Only the control thread calls it; the
 * shards know the {@linkplain #address() native queue} alone, which stays at its place.
 */
final class GuestRing implements AutoCloseable {
    private static final int DESCRIPTORS = 0;
    private static final int AVAIL = 8;
    private static final int USED = 16;
    private static final int INFLIGHT = 24;
    private static final int INFLIGHT_AT = 32;
    private static final int INFLIGHT_SIZE = 40;
    private static final int SIZE = 48;
    private static final int NEXT = 52;
    private static final int FLAGS = 56;
    private static final int CALL = 60;
    private static final int NONE = -1;

    private final Slab queue = Slab.allocate(VhostIo.QUEUE);
    private final Slab settings = Slab.allocate(VhostIo.RING);
    private Optional<Fd> kick = Optional.empty();
    private Optional<Fd> call = Optional.empty();
    private boolean polled;
    private boolean enabled;
    private boolean running;

    GuestRing() {
        settings.putNative32(CALL, NONE);
    }

    /** Address of the native queue. */
    long address() {
        return queue.address();
    }

    boolean isRunning() {
        return running;
    }

    /** Whether frames are to pass. */
    boolean isLive() {
        return running && enabled;
    }

    void enable(boolean on) {
        enabled = on;
    }

    /** The descriptor that is readable when the driver has made something available; only while it runs. */
    int kickFd() {
        return kick.map(Fd::value).orElse(NONE);
    }

    /** Whether the driver does not tell when it makes something available. */
    boolean isPolled() {
        return polled;
    }

    void resize(int size) {
        settings.putNative32(SIZE, size);
    }

    void place(Message.SetVringAddr at) {
        settings.putNative64(DESCRIPTORS, at.descriptors());
        settings.putNative64(AVAIL, at.avail());
        settings.putNative64(USED, at.used());
    }

    void goOnAt(int next) {
        settings.putNative32(NEXT, next);
    }

    /** What is in flight is logged in {@code size} bytes at {@code offset} of that memory. */
    void log(GuestMemory inflight, long offset, long size) {
        settings.putNative64(INFLIGHT, inflight.address());
        settings.putNative64(INFLIGHT_AT, offset);
        settings.putNative64(INFLIGHT_SIZE, size);
    }

    /** @param event an eventfd of the front end's, which has to poll if there is none */
    void callBy(Optional<Fd> event) throws ProtocolException {
        Optional<Fd> next = ours(event);
        int fd = next.map(Fd::value).orElse(NONE);
        settings.putNative32(CALL, fd);
        VhostIo.setCall(queue.address(), fd);
        call.ifPresent(Fd::close);
        call = next;
    }

    /** @param event an eventfd of the front end's; if there is none, the ring has to be polled. Nobody reads the former one. */
    void kickedBy(Optional<Fd> event) throws ProtocolException {
        Optional<Fd> next = ours(event);
        kick.ifPresent(Fd::close);
        polled = next.isEmpty();
        kick = Optional.of(next.orElseGet(() -> Fd.eventfd(1)));
    }

    private static Optional<Fd> ours(Optional<Fd> event) throws ProtocolException {
        return event.isPresent() ? Optional.of(EventFd.of(event.get())) : Optional.empty();
    }

    /** @param flags what driver and device agreed to */
    void start(GuestMemory memory, int flags) throws ProtocolException {
        settings.putNative32(FLAGS, flags);
        int status = VhostIo.start(queue.address(), memory.address(), settings.address());
        if (status != VhostIo.DONE) {
            throw new ProtocolException("a ring that cannot be: " + RingFault.words(status));
        }
        running = true;
    }

    /** On return nobody uses its memory. What is returned is where it is to go on. */
    int stop() {
        int next = VhostIo.stop(queue.address());
        if (running) {
            running = false;
            goOnAt(next);
        }
        return settings.native32(NEXT);
    }

    /** Back to the beginning. */
    @Override
    public void close() {
        stop();
        settings.zero(0, VhostIo.RING);
        settings.putNative32(CALL, NONE);
        kick.ifPresent(Fd::close);
        call.ifPresent(Fd::close);
        kick = Optional.empty();
        call = Optional.empty();
        polled = false;
        enabled = false;
    }
}
