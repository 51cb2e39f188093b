package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taplane.it.kit.RawPortAssert.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.GsoInjector;
import org.taplane.it.kit.InterfaceCounters;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Rig;
import org.taplane.it.kit.TestFrame;
import org.taplane.it.kit.Veth;
import org.taplane.wire.VirtioNetHdr;

/** Devices that are deleted while frames flow: their ports say so, once, and the others go on. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class DeletedDeviceIT {
    private static final String BRIDGES = """
            bridges:
              br0:
                ports:
                  a: {type: tap}
                  b: {type: tap}
                  tap: {type: tap}
                  wire: {type: packet, device: near}
                  vx: {type: vxlan, local: 10.99.0.1, remotes: ["10.98.0.2"], vni: 42, underlay: tap}
            """;
    private static final byte[] NO_OFFLOAD = new byte[VirtioNetHdr.HEADER];
    private static final long BETWEEN_FRAMES = 50_000;
    private static final Duration BOUND = Duration.ofSeconds(5);

    private final Rig rig;

    DeletedDeviceIT(OnDevice<Rig> on) {
        rig = on.world();
    }

    static Stream<OnDevice<Rig>> devices() {
        return Stream.concat(OnDevice.taplane(DeletedDeviceIT::start), OnDevice.uring("", DeletedDeviceIT::start));
    }

    private static Rig start(Device device) {
        return Rig.start(device, BRIDGES, (at, resources) -> Veth.between(at, "near", at, "far"));
    }

    @Test
    void ofATapPort() {
        deleteWhileFramesFlow("tap", "tap", "tap", () -> linesOfLog("port tap: the device was deleted") == 1);
        Eventually.await("tap is made again", BOUND, () -> state("tap").equals("up"));
    }

    @Test
    void ofAPacketPort() {
        deleteWhileFramesFlow("wire", "near", "far", () -> state("wire").equals("missing"));
        assertThat(linesOfLog("port wire: device near is gone")).isEqualTo(1);
    }

    @Test
    void ofATunnel() {
        deleteWhileFramesFlow(
                "vx", "vx", "vx", () -> linesOfLog("port vx: link down: its underlay device was deleted") == 1);
        Eventually.await("the device is made again", BOUND, () -> state("vx").equals("up"));
        Eventually.await("datagrams leave by it", BOUND, this::datagramsLeave);
        assertThat(rig.at().run("ip route show dev vx").output()).contains("10.99.0.1");
    }

    @Test
    void aTunnelsDeviceThatWasDownLeadsToItsEndpointAgain() {
        rig.at().run("ip link set vx down");
        Eventually.await("vx is down", BOUND, () -> state("vx").equals("down"));
        rig.at().run("ip link set vx up");
        Eventually.await("vx is up", BOUND, () -> state("vx").equals("up"));
        assertThat(rig.at().run("ip route show dev vx").output()).contains("10.99.0.1");
        assertThat(rig.at().run("ip neigh show dev vx").output()).contains("10.99.0.1", "PERMANENT");
    }

    private boolean datagramsLeave() {
        requireForwarding();
        return InterfaceCounters.of(rig.at(), "vx").packets() > 0;
    }

    /** Frames come in by {@code source}, an interface, and go out to the device from elsewhere. */
    private void deleteWhileFramesFlow(String port, String device, String source, BooleanSupplier noticed) {
        assertThat(state(port)).isEqualTo("up");
        AtomicBoolean stop = new AtomicBoolean();
        Thread into = flood("a", stop);
        Thread outOf = flood(source, stop);
        try {
            rig.at().run("ip link delete dev " + device);
            Eventually.await(port + " has noticed", BOUND, noticed);
        } finally {
            stop.set(true);
            join(into);
            join(outOf);
        }
        requireForwarding();
        assertThat(rig.daemon().log()).doesNotContain("a reader failed", "frames lost to a fault");
    }

    /** Sends frames by an interface, which takes them or not, until the test has what it wants. */
    private Thread flood(String device, AtomicBoolean stop) {
        GsoInjector sender = GsoInjector.open(rig.at(), device);
        byte[] frame = TestFrame.to(Mac.BROADCAST)
                .from(Mac.of(0x60))
                .saying("from " + device)
                .bytes();
        return Thread.ofPlatform().start(() -> {
            try (sender) {
                while (!stop.get()) {
                    sender.offer(NO_OFFLOAD, frame);
                    LockSupport.parkNanos(BETWEEN_FRAMES);
                }
            }
        });
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private String state(String port) {
        return rig.daemon().port(port).path("state").asText();
    }

    private long linesOfLog(String text) {
        return rig.daemon().log().lines().filter(line -> line.contains(text)).count();
    }

    private void requireForwarding() {
        try (RawPort a = rig.port("a");
                RawPort b = rig.port("b")) {
            TestFrame frame = TestFrame.to(Mac.BROADCAST).from(Mac.of(0x61)).saying("still there");
            a.send(frame);
            assertThat(b).receives(frame);
        }
    }
}
