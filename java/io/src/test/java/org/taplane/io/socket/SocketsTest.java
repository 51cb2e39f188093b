package org.taplane.io.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.tunnel.DatagramBatch;
import org.taplane.io.sys.Fd;
import org.taplane.io.testkit.Frames;
import org.taplane.nativeio.ReceiveResult;
import org.taplane.wire.Ethernet;
import org.taplane.wire.InternetChecksum;
import org.taplane.wire.Ipv4;
import org.taplane.wire.Slab;
import org.taplane.wire.Tcp;
import org.taplane.wire.VirtioNetHdr;

/** Datagrams between two ends, connections over IP, and what becomes of offloads on the way into a socket. */
class SocketsTest {
    private static final int HEADERS = Ethernet.HEADER + Ipv4.HEADER + Tcp.HEADER;

    @TempDir
    Path directory;

    static Stream<InetAddress> loopbacks() {
        return Stream.of(Inet4Address.ofLiteral("127.0.0.1"), Inet6Address.ofLiteral("::1"));
    }

    private SocketName unix(String name) {
        return new SocketName.Unix(directory.resolve(name));
    }

    @Test
    void unixDatagramsGoBothWaysAndThePeerMayComeAgain() {
        try (DgramSocket one = DgramSocket.open(unix("one"), unix("two"), 0600)) {
            for (int round = 0; round < 2; round++) {
                assertThat(refused(one, 60)).isEqualTo(1);
                try (DgramSocket two = DgramSocket.open(unix("two"), unix("one"), 0600)) {
                    assertExchange(one, two);
                    assertExchange(two, one);
                }
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @MethodSource("loopbacks")
    void udpDatagramsGoBothWaysAndStrangersAreNotHeard(InetAddress host) {
        SocketName first = new SocketName.Inet(host, 5571);
        SocketName second = new SocketName.Inet(host, 5572);
        try (DgramSocket one = DgramSocket.open(first, second, 0600);
                DgramSocket two = DgramSocket.open(second, first, 0600);
                DgramSocket stranger = DgramSocket.open(new SocketName.Inet(host, 5573), first, 0600)) {
            assertThat(refused(stranger, 60)).isZero();
            assertExchange(one, two);
            assertExchange(two, one);
            assertThat(receive(one)).isZero();
        }
    }

    private static void assertExchange(DgramSocket from, DgramSocket to) {
        assertThat(refused(from, 60)).isZero();
        assertThat(Frames.poll(to.fd(), 5000)).isTrue();
        assertThat(receive(to)).isEqualTo(1);
    }

    private static int refused(DgramSocket socket, int length) {
        DatagramBatch batch = new DatagramBatch(1);
        batch.addMessage(batch.addPiece(DatagramBatch.FRAMES, 0, length), 1);
        return socket.send(Slab.allocate(length), batch);
    }

    private static int receive(DgramSocket socket) {
        return ReceiveResult.frames(socket.source().receive(Burst.allocate(66 * 1024)));
    }

    @ParameterizedTest
    @MethodSource("loopbacks")
    void connectionsOverIpAreMadeAndRefused(InetAddress host) throws Exception {
        SocketName name = new SocketName.Inet(host, 5574);
        try (StreamListener listener = StreamListener.open(name, 0600);
                Fd client = StreamSockets.connect(name)) {
            assertThat(Frames.poll(listener.fd(), 5000)).isTrue();
            try (Fd server = listener.accept().orElseThrow()) {
                assertThat(StreamSockets.failure(client, name)).isEmpty();
                assertThat(StreamSockets.peerName(client)).isEqualTo(name.toString());
                assertThat(StreamSockets.peerName(server))
                        .startsWith(name.toString().replaceFirst("[0-9]+$", ""));
            }
            assertThat(listener.accept()).isEmpty();
        }
        try (Fd refused = StreamSockets.connect(name)) {
            Frames.poll(refused.value(), 5000);
            assertThat(StreamSockets.failure(refused, name).orElseThrow())
                    .hasMessage("connect " + name + ": Connection refused");
        }
    }

    @Test
    void aLongSegmentIsCutAndCountsAsOneFrame() throws Exception {
        try (StreamRig rig = new StreamRig(directory)) {
            Burst burst = segment(10_000, true);
            rig.transmit(burst, only(0));

            assertThat(rig.read(10)).allSatisfy(frame -> {
                assertThat(frame).hasSize(HEADERS + 1000);
                assertThat(isIntact(frame)).isTrue();
            });
            assertThat(rig.port.counters().txFrames()).isEqualTo(1);
            assertThat(rig.port.counters().txBytes()).isEqualTo(HEADERS + 10_000);
        }
    }

    @Test
    void moreSegmentsThanATableHasMessagesAllGo() throws Exception {
        try (StreamRig rig = new StreamRig(directory)) {
            Burst burst = segment(60_000, true);
            burst.gsoSize(0, 100);
            rig.transmit(burst, only(0));

            assertThat(rig.read(600)).allMatch(SocketsTest::isIntact);
            assertThat(rig.port.counters().txFrames()).isEqualTo(1);
        }
    }

    @Test
    void aChecksumIsCompletedAndAFloodedFrameIsAsItWas() throws Exception {
        try (StreamRig rig = new StreamRig(directory)) {
            Burst burst = segment(100, false);
            burst.egress(0, Burst.FLOOD, 0);
            byte[] before = burst.slab().bytes(burst.start(0), burst.length(0));
            rig.transmit(burst, only(0));

            assertThat(isIntact(rig.read(1).getFirst())).isTrue();
            assertThat(burst.slab().bytes(burst.start(0), burst.length(0))).isEqualTo(before);
            assertThat(burst.flags(0)).isEqualTo(VirtioNetHdr.NEEDS_CSUM);
        }
    }

    @Test
    void whatCannotBeCutIsCounted() throws Exception {
        try (StreamRig rig = new StreamRig(directory)) {
            Burst burst = segment(10_000, true);
            Ethernet.etherType(burst.slab(), burst.start(0), Ethernet.TYPE_ARP);
            rig.transmit(burst, only(0));

            assertThat(rig.port.counters().drops(DropReason.NOT_SEGMENTABLE)).isEqualTo(1);
        }
    }

    private static FrameList only(int frame) {
        FrameList list = new FrameList();
        list.add(frame);
        return list;
    }

    /** A TCP segment as a guest hands it over, its checksum to be completed and, on request, to be cut every 1000 bytes. */
    private static Burst segment(int payload, boolean isLong) {
        Burst burst = Burst.allocate(66 * 1024);
        Slab slab = burst.slab();
        int start = Burst.dataOffset() + Burst.HEADROOM;
        int ip = start + Ethernet.HEADER;
        burst.set(0, start, HEADERS + payload);
        Ethernet.etherType(slab, start, Ethernet.TYPE_IPV4);
        slab.putU32(ip, 0x4500_0000L);
        Ipv4.totalLength(slab, ip, HEADERS + payload - Ethernet.HEADER);
        slab.putU32(ip + 8, 0x4006_0000L);
        slab.putU64(ip + 12, 0x0a00_0001_0a00_0002L);
        Ipv4.writeChecksum(slab, ip);
        int tcp = ip + Ipv4.HEADER;
        slab.putU32(tcp + 12, 0x5010_0200L);
        for (int i = 0; i < payload; i++) {
            slab.putU8(tcp + Tcp.HEADER + i, (i * 31) >> 3);
        }
        Tcp.checksum(slab, tcp, InternetChecksum.pseudoIpv4(slab, ip, Tcp.PROTOCOL, Tcp.HEADER + payload));
        burst.flags(0, VirtioNetHdr.NEEDS_CSUM);
        burst.csumStart(0, Ethernet.HEADER + Ipv4.HEADER);
        burst.csumOffset(0, Tcp.CHECKSUM);
        if (isLong) {
            burst.gsoType(0, VirtioNetHdr.GSO_TCPV4);
            burst.gsoSize(0, 1000);
            burst.headerLength(0, HEADERS);
        }
        return burst;
    }

    private static boolean isIntact(byte[] frame) {
        Slab slab = Slab.copyOf(Arrays.copyOf(frame, frame.length));
        int ip = Ethernet.HEADER;
        int tcp = ip + Ipv4.HEADER;
        int length = frame.length - tcp;
        long sum = (long) InternetChecksum.pseudoIpv4(slab, ip, Tcp.PROTOCOL, length)
                + InternetChecksum.sum(slab, tcp, length);
        return Ipv4.totalLength(slab, ip) == frame.length - ip && InternetChecksum.finish(sum) == 0;
    }
}
