package org.taplane.io.udp;

import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.offload.OffloadHeader;
import org.taplane.dataplane.offload.SegmentSize;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.dataplane.vxlan.VxlanIngress;
import org.taplane.dataplane.vxlan.VxlanPort;
import org.taplane.io.netlink.IpPrefix;
import org.taplane.io.sys.Libc;
import org.taplane.io.tap.FlowSteering;
import org.taplane.io.tap.TapDevice;
import org.taplane.io.tap.TapSpec;
import org.taplane.nativeio.ReceiveResult;
import org.taplane.nativeio.SendResult;
import org.taplane.nativeio.TapIo;

/** A TAP device in a station's namespace wired straight to a tunnel, with a thread that carries frames both ways. */
final class TapTunnel implements AutoCloseable {
    private static final int DATA_BYTES = 4 << 20;

    private final int mtu;
    private final TapDevice tap;
    private final int tapFd;
    private final UdpSender sender;
    private final VxlanEndpoint endpoint;
    private final VxlanPort port;
    private final UdpReceiver receiver;
    private final Burst burst = Burst.allocate(DATA_BYTES);
    private final FrameList frames = new FrameList();
    private final ExecutorService pump = Executors.newSingleThreadExecutor();
    private volatile boolean running = true;

    TapTunnel(KernelPeer peer, Tunnel tunnel, SenderSettings senderSettings, EndpointSettings endpointSettings) {
        mtu = tunnel.settings().mtu();
        tap = TapDevice.create(new TapSpec(
                "station",
                peer.station(),
                1,
                FlowSteering.among(1),
                OptionalInt.of(mtu),
                OptionalLong.empty(),
                List.of(
                        new IpPrefix(InetAddress.ofLiteral("10.42.0.1"), 24),
                        new IpPrefix(InetAddress.ofLiteral("fd00:42::1"), 64))));
        tapFd = tap.fds()[0];
        sender = peer.here().call(() -> UdpSender.open(senderSettings));
        endpoint = peer.here().call(() -> VxlanEndpoint.open(endpointSettings, 1));
        port = new VxlanPort(tunnel, sender, true);
        VxlanIngress ingress = new VxlanIngress(List.of(new VxlanIngress.Member(port, 0, this::toStation)));
        receiver = endpoint.receivers(0, ingress, Settings.reception(port)).getFirst();
        pump.execute(this::run);
    }

    VxlanPort port() {
        return port;
    }

    private void run() {
        var fds = Libc.struct(16).putInt(0, tapFd).putShort(4, (short) Libc.POLLIN);
        fds.putInt(8, receiver.fd()).putShort(12, (short) Libc.POLLIN);
        while (running) {
            Libc.poll(fds, 2, 100);
            toTunnel();
            receiver.receive(burst);
        }
    }

    private void toTunnel() {
        int count = ReceiveResult.frames(TapIo.receive(
                tapFd, burst.slab().address(), Burst.dataOffset(), burst.slab().size(), Burst.CAPACITY));
        frames.clear();
        for (int frame = 0; frame < count; frame++) {
            if (OffloadHeader.isSane(burst, frame)) {
                frames.add(frame);
            }
        }
        port.transmit(burst, frames);
    }

    private void toStation(Burst received) {
        frames.clear();
        for (long left = received.frames(); left != 0; left &= left - 1) {
            int frame = Long.numberOfTrailingZeros(left);
            if (OffloadHeader.isSane(received, frame)) {
                SegmentSize.fit(received, frame, mtu);
                frames.add(frame);
            }
        }
        int next = 0;
        while (next < frames.size()) {
            long result = TapIo.send(
                    tapFd, received.slab().address(), received.slab().size(), 0, frames.array(), next, frames.size());
            next += SendResult.sent(result) + (SendResult.errno(result) == 0 ? 0 : 1);
        }
    }

    @Override
    public void close() {
        running = false;
        pump.close();
        endpoint.close();
        sender.close();
        tap.close();
    }
}
