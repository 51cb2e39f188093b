package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Random;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.SegmentingSocket;

/** Datagrams that their sender hands over at once, to a reader who takes them one by one: each as it was, in order. */
final class Volley {
    private static final int ROUNDS = 20;
    private static final int BUFFER = 8 << 20;
    private static final int WAIT_MILLIS = 5_000;

    private Volley() {}

    /** Sends some rounds of datagrams of {@code size} bytes, and a shorter one each, to {@code address}. */
    static void exchange(Namespace from, Namespace to, String address, int size) throws IOException {
        try (DatagramSocket reader = to.call(() -> new DatagramSocket(new InetSocketAddress(address, 0)));
                SegmentingSocket sender =
                        SegmentingSocket.open(from, (InetSocketAddress) reader.getLocalSocketAddress())) {
            reader.setReceiveBufferSize(BUFFER);
            reader.setSoTimeout(WAIT_MILLIS);
            for (int round = 0; round < ROUNDS; round++) {
                byte[] bytes = bytes(round, Math.min(60 * size, 60_000) + 13);
                sender.send(bytes, size);
                requireSame(reader, bytes, size);
            }
        }
    }

    private static byte[] bytes(int round, int length) {
        byte[] bytes = new byte[length];
        new Random(round).nextBytes(bytes);
        return bytes;
    }

    private static void requireSame(DatagramSocket reader, byte[] bytes, int size) throws IOException {
        DatagramPacket datagram = new DatagramPacket(new byte[0x1_0000], 0x1_0000);
        for (int at = 0; at < bytes.length; at += size) {
            reader.receive(datagram);
            ByteBuffer expected = ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at));
            assertThat(ByteBuffer.wrap(datagram.getData(), 0, datagram.getLength()))
                    .isEqualTo(expected);
            datagram.setLength(0x1_0000);
        }
    }
}
