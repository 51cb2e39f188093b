package org.taplane.io.socket;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.tunnel.DatagramBatch;
import org.taplane.io.device.FrameSource;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Sockets;
import org.taplane.io.sys.SysException;
import org.taplane.nativeio.DgramIo;
import org.taplane.wire.Slab;

/**
 * A datagram socket towards one peer, which may come, go and come again without being told of. All shards send by it, the
 * kernel locks.
 *
 * <p>A UDP socket is connected: the kernel drops what others send to it. A unix socket is not, and the peer's file is looked up
 * for each datagram: a connection would end with the peer's socket, and refuse the next one's frames until this side has sent
 * something. Who may send to it is said by the permissions of its own file.
 */
public final class DgramSocket implements FrameSender, AutoCloseable {
    private static final int BUFFER_BYTES = 4 << 20;

    private final Fd socket;
    private final Optional<UnixFile> file;
    private final ByteBuffer peer;
    private final long peerAddress;
    private final int peerLength;

    private DgramSocket(Fd socket, Optional<UnixFile> file, Optional<ByteBuffer> peer) {
        this.socket = socket;
        this.file = file;
        this.peer = peer.orElseGet(() -> Libc.struct(1));
        peerAddress = Libc.address(this.peer);
        peerLength = peer.map(ByteBuffer::capacity).orElse(0);
    }

    /**
     * Makes a socket that receives at one name and sends to the other.
     *
     * @param mode permissions of the file, if the socket has one
     * @throws SysException if the name cannot be had; nothing stays open then
     */
    public static DgramSocket open(SocketName local, SocketName remote, int mode) {
        Fd socket = Fd.socket(local.domain(), Sockets.SOCK_DGRAM | Sockets.SOCK_NONBLOCK, 0);
        try {
            Sockets.setBuffers(socket, BUFFER_BYTES);
            return switch (local) {
                case SocketName.Unix name -> {
                    UnixFile file = UnixFile.bind(socket, name, Sockets.SOCK_DGRAM, mode);
                    yield new DgramSocket(socket, Optional.of(file), Optional.of(remote.address()));
                }
                case SocketName.Inet name -> {
                    Sockets.bind(socket, name.address(), name.toString());
                    connect(socket, remote);
                    yield new DgramSocket(socket, Optional.empty(), Optional.empty());
                }
            };
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static void connect(Fd socket, SocketName remote) {
        ByteBuffer address = remote.address();
        Libc.check("connect " + remote, Libc.connect(socket.value(), address, address.capacity()));
    }

    public int fd() {
        return socket.value();
    }

    /** What reads it. */
    public FrameSource source() {
        return new FrameSource() {
            @Override
            public long receive(Burst burst) {
                return DgramIo.receive(
                        socket.value(), burst.slab().address(), Burst.dataOffset(), burst.dataEnd(), Burst.CAPACITY);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public int send(Slab frames, DatagramBatch batch) {
        Slab table = batch.slab();
        return DgramIo.send(
                socket.value(),
                table.address(),
                table.size(),
                batch.messages(),
                frames.address(),
                frames.size(),
                peerAddress,
                peerLength);
    }

    /** Nobody may send or receive any more. */
    @Override
    public void close() {
        file.ifPresent(UnixFile::remove);
        socket.close();
    }
}
