package org.taplane.io.vhost;

import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.nativeio.VhostIo;
import org.taplane.wire.Slab;

/** Files that a front end shares, mapped. Only the control thread calls it; what uses the memory has to stop before. */
final class GuestMemory {
    private final Slab table = Slab.allocate(VhostIo.MEMORY);

    long address() {
        return table.address();
    }

    void add(MemoryRegion region, Fd file) throws ProtocolException {
        int errno = VhostIo.map(
                table.address(), file.value(), region.guest(), region.user(), region.size(), region.offset());
        if (errno != 0) {
            throw new ProtocolException(obstacle(errno));
        }
    }

    void clear() {
        VhostIo.unmap(table.address());
    }

    private static String obstacle(int errno) {
        return switch (errno) {
            case Errno.ENODEV -> "memory that is not of a memfd, a tmpfs or a hugetlbfs";
            case Errno.ENXIO -> "memory whose file ends before it does";
            case Errno.EINVAL -> "regions of memory that cannot be";
            default -> "memory that cannot be mapped: " + Errno.text(errno);
        };
    }
}
