package org.taplane.io.vhost;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taplane.io.shard.Reading;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.nativeio.VhostIo;

/** A front end's socket: bytes and descriptors of messages, one after the other. On the control thread. */
final class Connection implements AutoCloseable {
    private final Fd socket;
    private final Session session;
    private final ByteBuffer input = Libc.struct(Header.BYTES + Header.MAX_PAYLOAD);
    private final ByteBuffer output = Libc.struct(Header.BYTES + Header.MAX_PAYLOAD);
    private final int[] came = new int[VhostIo.FDS];
    private final List<Fd> fds = new ArrayList<>();
    private int filled;

    /** Takes over a connected socket. */
    Connection(Fd socket, Session session) {
        this.socket = socket;
        this.session = session;
    }

    int fd() {
        return socket.value();
    }

    /**
     * Reads some bytes, and carries out the message that ends with them.
     *
     * @throws FrontEndLeftException if the conversation is over
     * @throws ProtocolException if it has to be ended, and why
     */
    Reading read() throws ProtocolException, FrontEndLeftException {
        if (filled < Header.BYTES) {
            return fill(Header.BYTES);
        }
        return fill(Header.BYTES + Header.parse(input).size());
    }

    private Reading fill(int wanted) throws ProtocolException, FrontEndLeftException {
        int got = receive(wanted - filled);
        if (got < 0) {
            return Reading.NOTHING;
        }
        filled += got;
        if (filled >= Header.BYTES
                && filled == Header.BYTES + Header.parse(input).size()) {
            finish();
        }
        return Reading.PROGRESS;
    }

    /** Bytes, or -1 if there are none. */
    private int receive(int room) throws ProtocolException, FrontEndLeftException {
        long result = VhostIo.read(socket.value(), Libc.address(input) + filled, room, came);
        int count = (int) (result >>> 32);
        for (int i = 0; i < count; i++) {
            fds.add(Fd.of(came[i]));
        }
        int bytes = (int) result;
        if (bytes == -Errno.EAGAIN) {
            return -1;
        }
        if (bytes == 0 || bytes == -Errno.ECONNRESET) {
            throw new FrontEndLeftException();
        }
        if (bytes < 0) {
            throw new ProtocolException("reading: " + Errno.text(-bytes));
        }
        if (fds.size() > VhostIo.FDS) {
            throw new ProtocolException("more descriptors than any message has");
        }
        return bytes;
    }

    private void finish() throws ProtocolException {
        Header header = Header.parse(input);
        ByteBuffer payload =
                input.duplicate().order(input.order()).position(Header.BYTES).limit(filled);
        try {
            Message message = MessageParser.parse(header.request(), payload, fds.size());
            Optional<Reply> reply = session.handle(header, message, fds);
            if (reply.isPresent()) {
                send(header.request(), reply.get());
            }
        } finally {
            filled = 0;
            closeFds();
        }
    }

    /** A front end that does not read what it asked for is no front end. */
    private void send(int request, Reply reply) throws ProtocolException {
        int size = reply.payload().capacity();
        Header.writeReply(output, request, size);
        output.put(Header.BYTES, reply.payload(), 0, size);
        int fd = reply.file().map(Fd::value).orElse(-1);
        int errno = VhostIo.write(socket.value(), Libc.address(output), Header.BYTES + size, fd);
        reply.file().ifPresent(Fd::close);
        if (errno != 0) {
            throw new ProtocolException("answering: " + Errno.text(errno));
        }
    }

    private void closeFds() {
        fds.forEach(Fd::close);
        fds.clear();
    }

    @Override
    public void close() {
        closeFds();
        socket.close();
    }
}
