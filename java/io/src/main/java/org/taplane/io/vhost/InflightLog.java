package org.taplane.io.vhost;

import java.util.List;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.nativeio.VhostIo;

/**
 * A file in which each ring notes what it has taken and not given back, and which the front end keeps for a back end to come
 * (vhost-user, "Inflight I/O tracking"). The parts of the rings follow each other in it.
 */
final class InflightLog implements AutoCloseable {
    private static final int HEADER = 16;
    private static final int DESCRIPTOR = 16;
    private static final int LINE = 64;

    private final GuestMemory memory = new GuestMemory();

    /**
     * What the front end is to keep.
     *
     * @param file the caller closes it
     */
    record Shared(long bytes, Fd file) {}

    /** Makes the file for the first {@code queues} rings of at most {@code size} descriptors, and has the rings use it. */
    Shared create(List<GuestRing> rings, int queues, int size) throws ProtocolException {
        requireRoom(rings, queues, size);
        long bytes = queues * stride(size);
        int fd = VhostIo.memoryFile(bytes);
        if (fd < 0) {
            throw new ProtocolException("no memory for a log of what is in flight: " + Errno.text(-fd));
        }
        Fd file = Fd.of(fd);
        try {
            map(rings, queues, size, new MemoryRegion(0, bytes, 0, 0), file);
        } catch (ProtocolException | RuntimeException e) {
            file.close();
            throw e;
        }
        return new Shared(bytes, file);
    }

    /** Has the rings go on with a file that somebody before has left. */
    void use(List<GuestRing> rings, Message.SetInflightFd log, Fd file) throws ProtocolException {
        requireRoom(rings, log.rings(), log.size());
        if (log.bytes() < log.rings() * stride(log.size())) {
            throw new ProtocolException("a log of " + log.bytes() + " bytes for " + log.rings() + " rings");
        }
        map(rings, log.rings(), log.size(), new MemoryRegion(0, log.bytes(), 0, log.offset()), file);
    }

    private void map(List<GuestRing> rings, int queues, int size, MemoryRegion region, Fd file)
            throws ProtocolException {
        memory.clear();
        memory.add(region, file);
        for (int ring = 0; ring < queues; ring++) {
            rings.get(ring).log(memory, ring * stride(size), stride(size));
        }
    }

    private static void requireRoom(List<GuestRing> rings, int queues, int size) throws ProtocolException {
        if (queues == 0 || queues > rings.size() || size == 0 || size > VhostIo.RING_MAX) {
            throw new ProtocolException("a log of what is in flight for " + queues + " rings of " + size);
        }
    }

    private static long stride(int size) {
        return (HEADER + (long) size * DESCRIPTOR + LINE - 1) / LINE * LINE;
    }

    /** No ring runs. */
    @Override
    public void close() {
        memory.clear();
    }
}
