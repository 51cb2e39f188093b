package org.taplane.io.udp;

import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.taplane.dataplane.frame.Burst;
import org.taplane.io.packet.PacketSocket;
import org.taplane.io.packet.PacketSpec;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Netns;
import org.taplane.nativeio.PacketIo;
import org.taplane.nativeio.ReceiveResult;

/** What arrives on the underlay at the other host, Ethernet header and all. */
final class Capture implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5000;

    private final PacketSocket socket;
    private final Burst burst = Burst.allocate(1 << 18);

    Capture(Netns netns) {
        socket = PacketSocket.open(new PacketSpec(KernelPeer.UNDERLAY, netns, 1));
    }

    /** The next frame that is {@code wanted}. */
    ByteBuffer await(Predicate<ByteBuffer> wanted) {
        var fds = Libc.struct(8).putInt(0, socket.fds()[0]).putShort(4, (short) Libc.POLLIN);
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        while (System.nanoTime() < deadline && Libc.poll(fds, 1, PATIENCE_MILLIS) >= 0) {
            int count = ReceiveResult.frames(
                    PacketIo.receive(socket.fds()[0], burst.slab().address(), Burst.dataOffset(), burst.dataEnd(), 1));
            ByteBuffer frame = ByteBuffer.wrap(burst.slab().bytes(burst.start(0), count == 1 ? burst.length(0) : 0));
            if (count == 1 && wanted.test(frame)) {
                return frame;
            }
        }
        throw new AssertionError("no such frame arrived");
    }

    @Override
    public void close() {
        socket.close();
    }
}
