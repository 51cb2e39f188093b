package org.taplane.it;

import static org.taplane.it.kit.RawPortAssert.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpV4Packet;
import org.taplane.it.kit.FrameMatcher;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.TestFrame;

/** The other end of a tunnel, where a test makes every datagram by hand and sees every one that comes. */
record FarEnd(Namespace namespace, Map<String, DatagramSocket> sockets) {
    /** The tunnel's two remotes. */
    static final String PEER = Underlay.IPV4.host(2);

    static final String SECOND_PEER = Underlay.IPV4.host(3);
    /** An address that no configuration knows. */
    static final String STRANGER = Underlay.IPV4.host(99);
    /** The I flag, in the first byte of the header (RFC 7348 section 5). */
    static final int I_FLAG = 0x08;

    private static final int VXLAN_PORT = 4789;

    /** The far end of a link to {@code near}, which has the address {@code Underlay.IPV4.host(1)}. */
    static FarEnd of(Namespace near, Resources resources) {
        Namespace far = resources.namespace("farhost");
        Underlay.IPV4.join(near, far, false);
        Underlay.IPV4.addAddress(far, 3);
        Underlay.IPV4.addAddress(far, 99);
        Map<String, DatagramSocket> sockets = new LinkedHashMap<>();
        for (String address : new String[] {PEER, SECOND_PEER, STRANGER}) {
            sockets.put(address, resources.add(socket(far, address)));
        }
        return new FarEnd(far, sockets);
    }

    private static DatagramSocket socket(Namespace at, String address) {
        return at.call(() -> new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), VXLAN_PORT)));
    }

    /** The underlay as this end sees it. */
    RawPort underlay() {
        return RawPort.open(namespace, Underlay.DEVICE);
    }

    /** Sends a frame under a VXLAN header with these flags. */
    void send(String from, int flags, int vni, TestFrame inner) {
        byte[] frame = inner.bytes();
        send(
                from,
                ByteBuffer.allocate(8 + frame.length)
                        .putInt(flags << 24)
                        .putInt(vni << 8)
                        .put(frame)
                        .array());
    }

    /** Sends any bytes to the tunnel. */
    void send(String from, byte[] datagram) {
        InetSocketAddress to = new InetSocketAddress(Underlay.IPV4.host(1), VXLAN_PORT);
        DatagramSocket socket = sockets.get(from);
        try {
            if (socket == null) {
                throw new AssertionError("no socket at " + from);
            }
            socket.send(new DatagramPacket(datagram, datagram.length, to));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until {@code underlay} has the datagram that carries {@code inner}, and parses it. */
    static IpV4Packet outer(RawPort underlay, TestFrame inner) {
        FrameMatcher carrier = FrameMatcher.frame().carrying(inner);
        assertThat(underlay).receives(carrier);
        byte[] bytes = underlay.captured(carrier).getFirst().bytes();
        try {
            return EthernetPacket.newPacket(bytes, 0, bytes.length).get(IpV4Packet.class);
        } catch (IllegalRawDataException e) {
            throw new AssertionError(e);
        }
    }
}
