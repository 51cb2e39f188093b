package org.taplane.io.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;
import org.taplane.io.socket.SocketName;
import org.taplane.io.socket.StreamListener;
import org.taplane.io.sys.Libc;
import org.taplane.wire.VirtioNetHdr;

/** A port and a front end that keeps to the protocol. */
class GuestLinkTest {
    private static final byte[] NO_OFFLOAD = {};

    private Path directory;
    private GuestRig rig;

    @BeforeEach
    void open() throws IOException {
        directory = Files.createTempDirectory(Path.of("/dev/shm"), "vhost");
        rig = new GuestRig(directory, true, 2).start();
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
        assertThat(rig.path).doesNotExist();
        Files.delete(directory);
    }

    private static byte[] frame(int mark, int length) {
        byte[] frame = new byte[length];
        Arrays.fill(frame, (byte) mark);
        return frame;
    }

    private static Burst burst(byte[] frame) {
        Burst burst = Burst.allocate(1 << 17);
        int start = Burst.dataOffset() + Burst.HEADROOM;
        burst.set(0, start, frame.length);
        burst.slab().putBytes(start, frame, 0, frame.length);
        return burst;
    }

    @Test
    void offersWhatItCan() throws IOException {
        try (FrontEnd front = rig.connect()) {
            long features = front.ask(MessageParser.GET_FEATURES);

            assertThat(Features.names(features))
                    .contains(
                            "CSUM",
                            "GUEST_TSO4",
                            "HOST_USO",
                            "MRG_RXBUF",
                            "MQ",
                            "INDIRECT_DESC",
                            "EVENT_IDX",
                            "VERSION_1");
            assertThat(front.ask(MessageParser.GET_PROTOCOL_FEATURES)).isEqualTo(Features.PROTOCOL);
            assertThat(front.ask(MessageParser.GET_QUEUE_NUM)).isEqualTo(2);
            ByteBuffer config = front.ask(MessageParser.GET_CONFIG, Libc.struct(12 + 8), -1);
            assertThat(config.capacity()).as("nothing, as it has none").isZero();
        }
    }

    @Test
    void framesGoBothWays() throws IOException {
        GuestRig.Running guest = rig.run(Features.offered());
        guest.transmit().transmit(0, NO_OFFLOAD, frame(0x11, 60));
        guest.transmit().transmit(1, NO_OFFLOAD, frame(0x22, 1514));

        assertThat(rig.next().frame()).isEqualTo(frame(0x11, 60));
        assertThat(rig.next().frame()).isEqualTo(frame(0x22, 1514));

        guest.receive().offerBuffers(4, 2048);
        rig.send(1, burst(frame(0x33, 60)));
        byte[] got = guest.receive().take();
        assertThat(Arrays.copyOfRange(got, GuestQueue.HEADER, got.length)).isEqualTo(frame(0x33, 60));
        assertThat(rig.port(1).counters().txFrames()).isEqualTo(1);
        guest.front().close();
        rig.await(state -> !state.connected());
    }

    @Test
    void offloadsTravelAsTheyAre() throws IOException {
        GuestRig.Running guest = rig.run(Features.offered());
        byte[] offload = ByteBuffer.allocate(10)
                .order(ByteOrder.nativeOrder())
                .put(0, (byte) VirtioNetHdr.NEEDS_CSUM)
                .put(1, (byte) VirtioNetHdr.GSO_TCPV4)
                .putShort(4, (short) 1400)
                .array();
        guest.transmit().transmit(0, offload, frame(1, 3000));

        GuestRig.Came came = rig.next();
        assertThat(came.gsoType()).isEqualTo(VirtioNetHdr.GSO_TCPV4);
        assertThat(came.gsoSize()).isEqualTo(1400);

        Burst burst = burst(frame(2, 3000));
        burst.flags(0, VirtioNetHdr.NEEDS_CSUM);
        burst.gsoType(0, VirtioNetHdr.GSO_UDP_L4);
        burst.gsoSize(0, 1000);
        guest.receive().offerBuffers(4, 2048);
        rig.send(0, burst);
        byte[] first = guest.receive().take();
        assertThat(first).startsWith(VirtioNetHdr.NEEDS_CSUM, VirtioNetHdr.GSO_UDP_L4);
        assertThat(first).as("two buffers are one frame").hasSize(2048);
        assertThat(first[10]).isEqualTo((byte) 2);
        assertThat(guest.receive().take()).hasSize(GuestQueue.HEADER + 3000 - 2048);
        guest.front().close();
    }

    @Test
    void aGuestWithoutOffloadsGetsPlainFrames() throws IOException {
        GuestRig.Running guest = rig.run(1L << 32 | 1L << 30);
        byte[] frame = frame(0, 100);
        Burst burst = burst(frame);
        burst.egress(0, Burst.FLOOD, 0);
        burst.flags(0, VirtioNetHdr.NEEDS_CSUM);
        burst.csumStart(0, 34);
        burst.csumOffset(0, 6);
        guest.receive().offerBuffers(4, 2048);
        rig.send(0, burst);

        byte[] got = guest.receive().take();
        assertThat(got[0]).as("nothing is asked for").isZero();
        assertThat(got[GuestQueue.HEADER + 40] & 0xff)
                .as("the checksum is there")
                .isEqualTo(0xff);
        assertThat(burst.flags(0)).as("others still have it to do").isEqualTo(VirtioNetHdr.NEEDS_CSUM);
        guest.front().close();
    }

    @Test
    void everyPairHasItsShard() throws IOException {
        GuestRig.Running guest = rig.run(Features.offered());
        GuestQueue secondReceive = guest.front().start(2);
        GuestQueue secondTransmit = guest.front().start(3);
        rig.await(state -> state.queues() == 2);
        guest.transmit().transmit(0, NO_OFFLOAD, frame(1, 60));
        assertThat(rig.next().shard()).isZero();
        secondTransmit.transmit(0, NO_OFFLOAD, frame(2, 60));
        assertThat(rig.next().shard()).isEqualTo(1);

        secondReceive.offerBuffers(1, 2048);
        rig.send(1, burst(frame(3, 60)));
        assertThat(secondReceive.take()).hasSize(GuestQueue.HEADER + 60);

        guest.front().ring(MessageParser.SET_VRING_ENABLE, 2, 0);
        rig.await(state -> state.queues() == 1);
        guest.receive().offerBuffers(1, 2048);
        rig.send(1, burst(frame(4, 60)));
        assertThat(guest.receive().take()).hasSize(GuestQueue.HEADER + 60);
        guest.front().close();
    }

    @Test
    void memoryMayChangeWhileRingsRun() throws IOException {
        GuestRig.Running guest = rig.run(Features.offered());
        guest.transmit().transmit(0, NO_OFFLOAD, frame(1, 60));
        rig.next();
        guest.front().shareMemory();
        guest.transmit().transmit(1, NO_OFFLOAD, frame(2, 60));

        assertThat(rig.next().frame()).isEqualTo(frame(2, 60));
        assertThat(rig.frames).isEmpty();
        guest.front().close();
    }

    /** A driver without an event index is told not to kick while a ring is read, and a ring that starts is read at once. */
    @Test
    void aDriverIsAskedToKickAgainInNewMemory() throws IOException {
        GuestRig.Running guest = rig.run(1L << 32 | 1L << 30 | 1L << 15);
        assertThat(guest.transmit().isToKick()).isTrue();
        guest.front().shareMemory();
        guest.front().ask(MessageParser.GET_QUEUE_NUM);
        rig.settle();

        assertThat(guest.transmit().isToKick()).isTrue();
        guest.transmit().transmit(0, NO_OFFLOAD, frame(1, 60));
        assertThat(rig.next().frame()).isEqualTo(frame(1, 60));
        guest.front().close();
    }

    @Test
    void whatWasThereBeforeTheRingStartsNeedsNoKick() throws IOException {
        try (FrontEnd front = rig.connect()) {
            front.agree(Features.offered()).shareMemory();
            new GuestQueue(front.memory, 1).fill(0, NO_OFFLOAD, frame(1, 60));
            front.start(0);
            front.start(1);
            assertThat(rig.next().frame()).isEqualTo(frame(1, 60));
        }
    }

    @Test
    void aRingThatGetsAnotherKickGoesOnWhereItWas() throws IOException {
        GuestRig.Running guest = rig.run(Features.offered());
        guest.transmit().transmit(0, NO_OFFLOAD, frame(1, 60));
        rig.next();
        guest.front().tell(MessageParser.SET_VRING_KICK, 1, guest.transmit().kick());
        guest.transmit().transmit(1, NO_OFFLOAD, frame(2, 60));

        assertThat(rig.next().frame()).isEqualTo(frame(2, 60));
        rig.settle();
        assertThat(rig.frames).isEmpty();
        guest.front().close();
    }

    @Test
    void aRingThatIsStoppedTellsWhereToGoOn() throws IOException {
        GuestRig.Running guest = rig.run(Features.offered());
        guest.transmit().transmit(0, NO_OFFLOAD, frame(1, 60));
        rig.next();
        ByteBuffer state =
                guest.front().ask(MessageParser.GET_VRING_BASE, Libc.struct(8).putInt(0, 1), -1);

        assertThat(state.getInt(0)).isEqualTo(1);
        assertThat(state.getInt(4)).isEqualTo(1);
        guest.front().close();
        rig.await(now -> !now.connected());
    }

    @Test
    void aNewFrontEndFindsWhatWasInFlight() throws IOException {
        GuestRig.Running guest = rig.run(Features.offered());
        guest.front().ask(MessageParser.GET_VRING_BASE, Libc.struct(8).putInt(0, 0), -1);
        guest.front().ask(MessageParser.GET_VRING_BASE, Libc.struct(8).putInt(0, 1), -1);
        ByteBuffer wanted = Libc.struct(20).putShort(16, (short) 2).putShort(18, (short) GuestQueue.SIZE);
        ByteBuffer log = guest.front().ask(MessageParser.GET_INFLIGHT_FD, wanted, -1);

        assertThat(log.getLong(0)).as("bytes").isEqualTo(2 * (16 + 16 * GuestQueue.SIZE + 48));
        GuestQueue transmit = guest.front().start(1);
        transmit.transmit(0, NO_OFFLOAD, frame(1, 60));
        rig.next();

        try (FrontEnd next = guest.front().connectAgain(rig.path)) {
            next.agree(Features.offered()).shareMemory();
            ByteBuffer same = Libc.struct(20).putLong(0, log.getLong(0)).putShort(16, (short) 2);
            same.putShort(18, (short) GuestQueue.SIZE);
            next.send(
                    MessageParser.SET_INFLIGHT_FD,
                    1,
                    same,
                    guest.front().received().value());
            GuestQueue again = next.start(1, 9);
            again.transmit(0, NO_OFFLOAD, frame(2, 60));
            assertThat(rig.next().frame()).isEqualTo(frame(2, 60));
        }
    }

    @Test
    void saysWhetherTheMtuIsRight() throws IOException {
        try (FrontEnd front = rig.connect()) {
            front.tell(MessageParser.SET_PROTOCOL_FEATURES, Features.PROTOCOL);

            assertThat(front.acknowledged(MessageParser.NET_SET_MTU, 1500)).isZero();
            assertThat(front.acknowledged(MessageParser.NET_SET_MTU, 9000)).isNotZero();
            assertThat(front.acknowledged(MessageParser.SET_FEATURES, 0)).isZero();
        }
    }

    @Test
    void theDriverIsCalledAndAsked() throws IOException {
        GuestRig.Running guest = rig.run(1L << 32 | 1L << 30 | 1L << 15);
        guest.receive().offerBuffers(8, 2048);
        assertThat(guest.receive().calls()).as("at its start").isEqualTo(1);
        rig.send(0, burst(frame(1, 60)));
        guest.receive().take();
        rig.settle();

        assertThat(guest.receive().calls()).isEqualTo(1);
        guest.front().close();
    }

    @Test
    void aPortThatConnectsWaitsForItsFrontEnd() throws IOException {
        Path port = directory.resolve("client");
        Files.createDirectory(port);
        try (GuestRig client = new GuestRig(port, false, 1)) {
            client.start();
            client.settle();
            assertThat(client.link.state().connected()).isFalse();
            try (StreamListener listener = StreamListener.open(new SocketName.Unix(client.path), 0600);
                    FrontEnd front = FrontEnd.accept(listener, directory)) {
                assertThat(front.ask(MessageParser.GET_QUEUE_NUM)).isEqualTo(1);
            }
        }
        Files.delete(port);
    }

    @Test
    void withoutAGuestFramesAreCounted() {
        rig.send(0, burst(frame(1, 60)));

        assertThat(rig.drops(DropReason.PORT_DOWN)).isEqualTo(1);
    }
}
