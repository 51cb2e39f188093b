package org.taplane.io.vhost;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.SysException;
import org.taplane.nativeio.VhostIo;

/**
 * A network device as a front end sees it: memory, features, and two rings a queue pair. Ring 2p is that by which pair p's
 * driver receives, ring 2p+1 that by which it transmits (OASIS VIRTIO 1.2 section 5.1.2). Only the control thread calls it.
 */
final class GuestDevice implements AutoCloseable {
    private final List<GuestRing> rings;
    private final boolean[] read;
    private final RingUser user;
    private final GuestMemory memory = new GuestMemory();
    private final InflightLog inflight = new InflightLog();
    private long features;
    private int sending;

    /** @throws SysException if this process cannot be made safe from memory that goes away */
    GuestDevice(int pairs, RingUser user) {
        int errno = VhostIo.guard();
        if (errno != 0) {
            throw SysException.of("sigaction SIGBUS", errno);
        }
        rings = IntStream.range(0, 2 * pairs).mapToObj(_ -> new GuestRing()).toList();
        read = new boolean[pairs];
        this.user = user;
    }

    int pairs() {
        return read.length;
    }

    /** Address of the native queue to which the pair's frames are sent. */
    long receiveQueue(int pair) {
        return rings.get(2 * pair).address();
    }

    /** To how many pairs frames can be sent. */
    int sending() {
        return sending;
    }

    long features() {
        return features;
    }

    void setFeatures(long bits) throws ProtocolException {
        if ((bits & ~Features.offered()) != 0) {
            throw new ProtocolException("features that were not offered, 0x" + Long.toHexString(bits));
        }
        features = bits;
        if (!Features.hasProtocolFeatures(bits)) {
            rings.forEach(ring -> ring.enable(true));
        }
        update();
    }

    /** Rings that run go on in the new memory, where their readers begin anew: they may have asked for a kick in the old one. */
    void setMemory(List<MemoryRegion> regions, List<Fd> files) throws ProtocolException {
        List<GuestRing> running = rings.stream().filter(GuestRing::isRunning).toList();
        for (int ring = 0; ring < rings.size(); ring++) {
            stop(ring);
        }
        memory.clear();
        for (int i = 0; i < regions.size(); i++) {
            memory.add(regions.get(i), files.get(i));
        }
        for (GuestRing ring : running) {
            ring.start(memory, Features.flags(features));
        }
        update();
    }

    void resize(int ring, int size) throws ProtocolException {
        stopped(ring).resize(size);
    }

    void place(Message.SetVringAddr at) throws ProtocolException {
        stopped(at.ring()).place(at);
    }

    void goOnAt(int ring, int next) throws ProtocolException {
        stopped(ring).goOnAt(next);
    }

    void enable(int ring, boolean on) throws ProtocolException {
        ring(ring).enable(on);
        update();
    }

    void callBy(int ring, Optional<Fd> event) throws ProtocolException {
        ring(ring).callBy(event);
    }

    /** From here on the ring runs. One that did goes on where it was. */
    void kickedBy(int number, Optional<Fd> event) throws ProtocolException {
        GuestRing ring = stopped(number);
        ring.kickedBy(event);
        ring.start(memory, Features.flags(features));
        update();
    }

    /** Stops the ring; what is returned is where it is to go on. */
    int stop(int number) throws ProtocolException {
        GuestRing ring = ring(number);
        rest(number);
        int next = ring.stop();
        update();
        return next;
    }

    void require(int ring) throws ProtocolException {
        ring(ring);
    }

    InflightLog.Shared shareInflight(int queues, int size) throws ProtocolException {
        requireAllStopped();
        return inflight.create(rings, queues, size);
    }

    void setInflight(Message.SetInflightFd log, Fd file) throws ProtocolException {
        requireAllStopped();
        inflight.use(rings, log, file);
    }

    private void requireAllStopped() throws ProtocolException {
        if (rings.stream().anyMatch(GuestRing::isRunning)) {
            throw new ProtocolException("a log of what is in flight while rings run");
        }
    }

    private GuestRing ring(int number) throws ProtocolException {
        if (number < 0 || number >= rings.size()) {
            throw new ProtocolException("ring " + Integer.toUnsignedString(number) + " of " + rings.size());
        }
        return rings.get(number);
    }

    private GuestRing stopped(int number) throws ProtocolException {
        GuestRing ring = ring(number);
        rest(number);
        ring.stop();
        update();
        return ring;
    }

    /** Nobody waits for the ring's kicks any more. */
    private void rest(int number) {
        int pair = number / 2;
        if (number % 2 == 1 && read[pair]) {
            read[pair] = false;
            user.leave(pair);
        }
    }

    /** Has the rings used that are live by now, and no others. */
    private void update() {
        for (int pair = 0; pair < read.length; pair++) {
            GuestRing transmit = rings.get(2 * pair + 1);
            if (transmit.isLive() != read[pair]) {
                read[pair] = transmit.isLive();
                follow(pair, transmit);
            }
        }
        sending = live();
        user.sendTo(sending, Features.flags(features));
    }

    private void follow(int pair, GuestRing transmit) {
        if (read[pair]) {
            user.read(pair, transmit);
        } else {
            user.leave(pair);
        }
    }

    /** Pairs from the first on by which the driver receives. */
    private int live() {
        int pairs = 0;
        while (pairs < read.length && rings.get(2 * pairs).isLive()) {
            pairs++;
        }
        return pairs;
    }

    /** Stops all rings; what was agreed to stays. */
    void reset() throws ProtocolException {
        for (int ring = 0; ring < rings.size(); ring++) {
            stop(ring);
        }
    }

    /** Back to the beginning, for the next front end. */
    @Override
    public void close() {
        for (int ring = 0; ring < rings.size(); ring++) {
            rest(ring);
            rings.get(ring).close();
        }
        features = 0;
        update();
        memory.clear();
        inflight.close();
    }

    /** Names of what was agreed to. */
    List<String> featureNames() {
        return Features.names(features);
    }
}
