package org.taplane.io.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.dataplane.vxlan.VxlanIngress;
import org.taplane.dataplane.vxlan.VxlanPort;
import org.taplane.io.sys.Libc;

/** A host with nothing but a tunnel: it sends frames by it and keeps what arrives. */
final class Station implements AutoCloseable {
    private static final int DATA_BYTES = 1 << 20;
    private static final int PATIENCE_MILLIS = 5000;

    /** A frame as it arrived. */
    record Frame(ByteBuffer content, int remote, int flags, int gsoType) {
        int length() {
            return content.capacity();
        }

        int u8(int at) {
            return content.get(at) & 0xff;
        }

        int u16(int at) {
            return content.getShort(at) & 0xffff;
        }

        byte[] bytes(int from, int to) {
            byte[] bytes = new byte[to - from];
            content.get(from, bytes);
            return bytes;
        }
    }

    private final Burst burst = Burst.allocate(DATA_BYTES);
    private final UdpSender sender;
    private final VxlanEndpoint endpoint;
    private final List<UdpReceiver> receivers;
    private final Deque<Frame> arrived = new ArrayDeque<>();
    private final AtomicLong nanos = new AtomicLong();
    final VxlanPort port;

    Station(Tunnel tunnel, SenderSettings senderSettings, EndpointSettings endpointSettings) {
        endpoint = VxlanEndpoint.open(endpointSettings, 1);
        sender = UdpSender.open(senderSettings);
        port = new VxlanPort(tunnel, sender, true);
        VxlanIngress ingress =
                new VxlanIngress(List.of(new VxlanIngress.Member(port, 0, this::keep)), endpoint.marksUnchecked());
        receivers = endpoint.receivers(0, ingress, Settings.reception(port), nanos::get);
    }

    private void keep(Burst forwarded) {
        for (long left = forwarded.frames(); left != 0; left &= left - 1) {
            int frame = Long.numberOfTrailingZeros(left);
            byte[] bytes = forwarded.slab().bytes(forwarded.start(frame), forwarded.length(frame));
            arrived.add(new Frame(
                    ByteBuffer.wrap(bytes), forwarded.remote(frame), forwarded.flags(frame), forwarded.gsoType(frame)));
        }
    }

    /** Moves the receivers' clock on. */
    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    Burst burst() {
        return burst;
    }

    void send(byte[]... frames) {
        send(0, frames);
    }

    void send(int remote, byte[]... frames) {
        send(frame -> burst.remote(frame, remote), frames);
    }

    /** Sends frames whose descriptors {@code prepare} completes. */
    void send(IntConsumer prepare, byte[]... frames) {
        FrameList list = new FrameList();
        int at = Burst.dataOffset() + Burst.HEADROOM;
        for (int frame = 0; frame < frames.length; frame++) {
            burst.set(frame, at, frames[frame].length);
            burst.slab().putBytes(at, frames[frame], 0, frames[frame].length);
            prepare.accept(frame);
            list.add(frame);
            at += frames[frame].length + Burst.HEADROOM;
        }
        port.transmit(burst, list);
    }

    /** The next frame that arrives and is {@code wanted}; what comes before it is let go. */
    Frame await(Predicate<Frame> wanted) {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        while (System.nanoTime() < deadline) {
            while (!arrived.isEmpty()) {
                Frame frame = arrived.remove();
                if (wanted.test(frame)) {
                    return frame;
                }
            }
            poll();
        }
        throw new AssertionError(
                "no such frame arrived; counters: " + port.counters().rxDrops() + " dropped");
    }

    /** Everything that has arrived by now. */
    List<Frame> drain() {
        receivers.forEach(receiver -> receiver.receive(burst));
        List<Frame> all = new ArrayList<>(arrived);
        arrived.clear();
        return all;
    }

    private void poll() {
        var fds = Libc.struct(8 * receivers.size());
        for (int i = 0; i < receivers.size(); i++) {
            fds.putInt(8 * i, receivers.get(i).fd()).putShort(8 * i + 4, (short) Libc.POLLIN);
        }
        assertThat(Libc.poll(fds, receivers.size(), 100)).isNotNegative();
        receivers.forEach(receiver -> receiver.receive(burst));
    }

    @Override
    public void close() {
        sender.close();
        endpoint.close();
    }
}
