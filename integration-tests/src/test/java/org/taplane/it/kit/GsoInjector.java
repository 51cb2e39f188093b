package org.taplane.it.kit;

import java.nio.ByteBuffer;

/** Sends frames with an offload header: the kernel, or the device, cuts them and completes their checksums. */
public final class GsoInjector implements AutoCloseable {
    private final PacketSocket socket;

    private GsoInjector(PacketSocket socket) {
        this.socket = socket;
    }

    public static GsoInjector open(Namespace namespace, String device) {
        return new GsoInjector(namespace.call(() -> PacketSocket.openWithVirtioHeader(device)));
    }

    /** Sends a frame with its offload header: {@code struct virtio_net_hdr}, machine byte order. */
    public void send(byte[] offload, byte[] frame) {
        socket.send(ByteBuffer.allocate(offload.length + frame.length)
                .put(offload)
                .put(frame)
                .array());
    }

    /** As {@link #send}, unless the kernel sees that the header is wrong; whether it took the frame. */
    public boolean offer(byte[] offload, byte[] frame) {
        try {
            send(offload, frame);
            return true;
        } catch (AssertionError refused) {
            return false;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
