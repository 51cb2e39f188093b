package org.taplane.io.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.dataplane.vxlan.VxlanIngress;
import org.taplane.dataplane.vxlan.VxlanPort;
import org.taplane.io.device.Reception;
import org.taplane.io.shard.Receiver;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.Sockets;
import org.taplane.io.testkit.Frames;

/** Errors that wait on a socket beside its datagrams: here, that nobody listens where it has sent to. */
final class SocketErrorTest {
    private static final String LOCAL = "127.0.0.1";
    private static final int NOBODY = 9;
    private static final int IPPROTO_IP = 0;
    private static final int IP_RECVERR = 11;

    private final Namespace host = new Namespace();
    private final Burst burst = Burst.allocate(1 << 18);
    private final List<Throwable> faults = new ArrayList<>();

    @BeforeEach
    void start() {
        host.ip("link set lo up");
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void datagramsBehindAnErrorAreReceived() {
        try (VxlanEndpoint endpoint = host.netns().call(() -> VxlanEndpoint.open(Settings.endpoint(LOCAL, false), 1));
                UdpSender sender = host.netns().call(() -> UdpSender.open(Settings.sender(LOCAL, false)));
                Fd peer = host.netns().call(() -> Fd.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0))) {
            VxlanPort port = new VxlanPort(new Tunnel(Settings.tunnel(LOCAL, LOCAL)), sender, false);
            Reception reception = new Reception(0, port.counters(), (number, fault) -> faults.add(fault));
            VxlanIngress ingress = new VxlanIngress(List.of(new VxlanIngress.Member(port, 0, frames -> {})));
            UdpReceiver receiver = endpoint.receivers(0, ingress, reception).getFirst();
            Fd socket = Fd.of(receiver.fd());
            Sockets.setOption(socket, IPPROTO_IP, IP_RECVERR, 1, "IP_RECVERR");

            send(socket, NOBODY);
            assertThat(Frames.poll(socket.value(), 5000)).as("the error waits").isTrue();
            send(peer, Settings.PORT);

            assertThat(receiver.receive(burst)).isEqualTo(Receiver.FAILED);
            assertThat(faults)
                    .singleElement(InstanceOfAssertFactories.THROWABLE)
                    .hasMessageContaining("Connection refused");
            assertThat(port.counters().drops(DropReason.RECEIVE_ERROR)).isEqualTo(1);
            assertThat(receiver.receive(burst)).isEqualTo(1);
            assertThat(port.counters().drops(DropReason.VXLAN_TRUNCATED)).isEqualTo(1);
        }
    }

    /** A datagram of one byte, to a port of this host. */
    private static void send(Fd from, int port) {
        ByteBuffer address = Libc.struct(16)
                .putShort(0, (short) Sockets.AF_INET)
                .put(2, (byte) (port >>> 8))
                .put(3, (byte) port)
                .put(4, new byte[] {127, 0, 0, 1});
        Libc.check("sendto", (int) Libc.sendto(from.value(), Libc.struct(1), 1, 0, address, 16));
    }
}
