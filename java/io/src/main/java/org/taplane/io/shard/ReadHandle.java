package org.taplane.io.shard;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A reader as Netty's epoll handler wants it. */
final class ReadHandle implements EpollIoHandle {
    private static final Logger LOG = LoggerFactory.getLogger(ReadHandle.class);

    private final FileDescriptor fd;
    private final Reader reader;

    ReadHandle(int fd, Reader reader) {
        this.fd = new FileDescriptor(fd);
        this.reader = reader;
    }

    @Override
    public FileDescriptor fd() {
        return fd;
    }

    /** An exception that escaped would put Netty's loop to sleep for a second: nothing escapes. */
    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        try {
            if (!reader.read()) {
                registration.cancel();
            }
        } catch (RuntimeException | Error fault) {
            LOG.error("a reader failed; its descriptor is no longer read", fault);
            registration.cancel();
        }
    }

    /** The descriptor belongs to whoever asked for the watch. */
    @Override
    public void close() {}
}
