package org.taplane.io.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.dataplane.port.DropReason;
import org.taplane.io.socket.SocketName;
import org.taplane.io.socket.StreamSockets;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.nativeio.VhostIo;

/** Guests and front ends that lie lose their connection, and the port is ready for the next. */
class HostileGuestTest {
    private Path directory;
    private GuestRig rig;

    @BeforeEach
    void open() throws IOException {
        directory = Files.createTempDirectory(Path.of("/dev/shm"), "vhost");
        rig = new GuestRig(directory, true, 1).start();
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
        Files.delete(directory);
    }

    private void assertGoesOn() throws IOException {
        GuestRig.Running next = rig.run(Features.offered());
        next.transmit().transmit(0, new byte[0], new byte[60]);
        assertThat(rig.next().frame()).hasSize(60);
        next.front().close();
    }

    record Lie(String name, Consumer<FrontEnd> told) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Lie> lies() {
        return Stream.of(
                new Lie("a request that is not known", front -> front.tell(99, 0)),
                new Lie("another version", front -> front.send(1, 2, Libc.struct(0), -1)),
                new Lie("an answer", front -> front.send(1, 5, Libc.struct(0), -1)),
                new Lie("4 GB", front -> front.send(1, 1, Libc.struct(0), -1).send(-1, -1, Libc.struct(4), -1)),
                new Lie("features that were not offered", front -> front.agree(-1L)),
                new Lie("protocol features that were not offered", front -> front.tell(16, -1L)),
                new Lie("a ring that is not there", front -> front.ring(MessageParser.SET_VRING_NUM, 2, 64)),
                new Lie("ring -1", front -> front.ring(MessageParser.SET_VRING_ENABLE, -1, 1)),
                new Lie(
                        "a ring without memory",
                        front -> front.agree(Features.offered()).start(0)),
                new Lie("memory without a file", front -> front.send(5, 1, table(1), -1)),
                new Lie("memory of nine regions", front -> front.send(5, 1, table(9), -1)),
                new Lie("memory beyond its file", front -> share(front, 0, FrontEnd.MEMORY + 1L)),
                new Lie("memory that wraps", front -> share(front, -4096, 1 << 20)),
                new Lie("a disk's file for memory", HostileGuestTest::shareFile),
                new Lie("a pipe for a kick", front -> front.tell(MessageParser.SET_VRING_KICK, 0, file())),
                new Lie(
                        "a log for 300 rings",
                        front -> front.send(31, 1, Libc.struct(20).putShort(16, (short) 300), -1)));
    }

    private static java.nio.ByteBuffer table(int regions) {
        return Libc.struct(8 + 32 * Math.min(regions, 8)).putInt(0, regions);
    }

    private static void share(FrontEnd front, long guest, long size) {
        front.shareMemory(guest, size, FrontEnd.USER, 0, front.memoryFile());
    }

    private static Fd file() {
        return Fd.open("/proc/self/status", Libc.O_RDONLY);
    }

    private static void shareFile(FrontEnd front) {
        front.shareMemory(0, 4096, FrontEnd.USER, 0, file());
    }

    @ParameterizedTest
    @MethodSource("lies")
    void aLieEndsTheConnection(Lie lie) throws IOException {
        try (FrontEnd front = rig.connect()) {
            tell(lie, front);

            assertThat(front.isLetGo()).isTrue();
        }
        assertGoesOn();
    }

    private static void tell(Lie lie, FrontEnd front) {
        try {
            lie.told().accept(front);
        } catch (IllegalStateException cutOff) {
            assertThat(cutOff).as("let go before it came to its end").hasMessageContaining("Broken pipe");
        }
    }

    private void assertLetGo(GuestRig.Running guest, DropReason reason) throws IOException {
        guest.transmit().kickDevice();
        assertThat(guest.front().isLetGo()).isTrue();
        assertThat(rig.drops(reason)).isEqualTo(1);
        guest.front().close();
        assertGoesOn();
    }

    @Test
    void aLoopEndsTheConnection() throws IOException {
        GuestRig.Running guest = rig.run(Features.offered());
        guest.transmit().describe(0, FrontEnd.GUEST, 100, 1, 1);
        guest.transmit().describe(1, FrontEnd.GUEST, 100, 1, 0);
        guest.transmit().offer(0);

        assertLetGo(guest, DropReason.VHOST_BAD_CHAIN);
    }

    @Test
    void anAddressOutsideEndsTheConnection() throws IOException {
        GuestRig.Running guest = rig.run(Features.offered());
        guest.transmit().describe(0, FrontEnd.USER, 100, 0, 0);
        guest.transmit().offer(0);

        assertLetGo(guest, DropReason.VHOST_BAD_ADDRESS);
    }

    @Test
    void anIndexThatCannotBeEndsTheConnection() throws IOException {
        GuestRig.Running guest = rig.run(Features.offered());
        guest.transmit().setAvailable(1000);

        assertLetGo(guest, DropReason.VHOST_BAD_CHAIN);
    }

    @Test
    void memoryThatGoesAwayEndsTheConnection() throws IOException {
        GuestRig.Running guest = rig.run(Features.offered());
        guest.transmit().offer(0);
        guest.front().truncate();

        assertLetGo(guest, DropReason.VHOST_MEMORY_GONE);
    }

    /** Half a header with a descriptor, and gone; while the socket's queue is full nobody can connect. */
    private void comeAndGo(Fd sent) {
        try (Fd socket = GuestRig.persist(() -> StreamSockets.connect(new SocketName.Unix(rig.path)))) {
            assertThat(VhostIo.write(socket.value(), Libc.address(Libc.struct(5)), 5, sent.value()))
                    .isZero();
        }
    }

    private static long openDescriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    @Test
    void frontEndsThatComeAndGoLeaveNothing() throws IOException {
        int visits = 60;
        long before = openDescriptors();
        try (Fd sent = Fd.eventfd(0)) {
            for (int visit = 0; visit < visits; visit++) {
                comeAndGo(sent);
            }
        }
        assertGoesOn();
        assertThat(openDescriptors()).isLessThan(before + visits / 2);
    }

    @Test
    void whatIsNoFrameIsCountedAndTheRestGoesOn() throws IOException {
        GuestRig.Running guest = rig.run(Features.offered());
        guest.transmit().describe(0, FrontEnd.GUEST, 5, 0, 0);
        guest.transmit().offer(0);
        guest.transmit().transmit(1, new byte[0], new byte[60]);

        assertThat(rig.next().frame()).hasSize(60);
        rig.settle();
        assertThat(rig.drops(DropReason.VHOST_NO_FRAME)).isEqualTo(1);
        guest.front().close();
    }
}
