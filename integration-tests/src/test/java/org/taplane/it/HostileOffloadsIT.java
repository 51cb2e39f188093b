package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taplane.it.kit.RawPortAssert.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.GsoInjector;
import org.taplane.it.kit.GuestTap;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Rig;
import org.taplane.it.kit.TestFrame;
import org.taplane.it.kit.World;
import org.taplane.wire.VirtioNetHdr;

/** Offload headers that a guest makes up: they cost it the frames that they are on, and nobody anything else. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class HostileOffloadsIT {
    private static final String BRIDGES = """
            bridges:
              br0:
                ports:
                  vm1: {type: packet, device: vm1}
                  a: {type: tap}
                  b: {type: tap}
            """;
    private static final Duration BOUND = Duration.ofSeconds(5);
    /** Enough that every worker gets some. */
    private static final int FLOWS = 24;

    private static final int FIRST_PORT = 5000;
    private static final int HOSTILE = 300;
    /** VIRTIO_NET_HDR_GSO_UDP: to be cut into fragments, which the kernel takes but tells no packet socket of. */
    private static final int GSO_UDP = 3;

    /** The switch, and the guest that holds vm1. */
    record Network(Rig rig, GuestTap guest) implements World {
        static Network start(Device device) {
            return Resources.building(resources -> {
                Namespace at = resources.namespace("switch");
                GuestTap guest = resources.add(GuestTap.create(at, "vm1"));
                Daemon daemon = resources.add(Daemon.start(at, device, BRIDGES));
                return new Network(new Rig(resources, at, daemon), guest);
            });
        }

        @Override
        public void close() {
            rig.close();
        }
    }

    private final Rig rig;
    private final GuestTap guest;

    HostileOffloadsIT(OnDevice<Network> on) {
        rig = on.world().rig();
        guest = on.world().guest();
    }

    static Stream<OnDevice<Network>> devices() {
        return Stream.concat(OnDevice.taplane(Network::start), OnDevice.uring("", Network::start));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFrameThatTheKernelCannotDescribeIsOneDrop(boolean ipv6) {
        long before = undescribed("vm1");
        assertThat(guest.offer(
                        fragmented(ipv6), datagram(ipv6, FIRST_PORT, 4000).bytes()))
                .as("the kernel takes it from the guest")
                .isTrue();
        Eventually.await("it is counted", BOUND, () -> undescribed("vm1") == before + 1);
        requireEveryFlow(ipv6);
        assertThat(undescribed("vm1")).isEqualTo(before + 1);
    }

    @Test
    void aGuestThatSendsManyLosesThemOnly() {
        long before = undescribed("vm1");
        for (int frame = 0; frame < HOSTILE; frame++) {
            guest.offer(
                    fragmented(false),
                    datagram(false, FIRST_PORT + frame % FLOWS, 4000).bytes());
        }
        requireEveryFlow(false);
        assertThat(undescribed("vm1")).isEqualTo(before + HOSTILE);
    }

    @Test
    void noHeaderOfAGuestEndsItsPort() {
        Random random = new Random(7);
        for (int frame = 0; frame < HOSTILE; frame++) {
            guest.offer(
                    anyHeader(random),
                    datagram(frame % 2 == 0, FIRST_PORT + frame % FLOWS, 1400).bytes());
        }
        requireEveryFlow(false);
        requireEveryFlow(true);
        assertThat(rig.daemon().port("vm1").path("state").asText()).isEqualTo("up");
    }

    @Test
    void noHeaderThatPassesATapEndsIt() {
        Random random = new Random(8);
        try (GsoInjector injector = GsoInjector.open(rig.at(), "a")) {
            injector.offer(fragmented(false), datagram(false, FIRST_PORT, 4000).bytes());
            injector.offer(fragmented(true), datagram(true, FIRST_PORT, 4000).bytes());
            for (int frame = 0; frame < HOSTILE; frame++) {
                injector.offer(
                        anyHeader(random),
                        datagram(frame % 2 == 0, FIRST_PORT + frame % FLOWS, 1400)
                                .bytes());
            }
        }
        try (RawPort a = rig.port("a");
                RawPort b = rig.port("b")) {
            for (int flow = 0; flow < FLOWS; flow++) {
                TestFrame frame = datagram(false, FIRST_PORT + flow, 100);
                a.send(frame);
                assertThat(b).receives(frame);
            }
        }
    }

    private long undescribed(String port) {
        return rig.daemon().drops(port, "receive-error");
    }

    private void requireEveryFlow(boolean ipv6) {
        try (RawPort b = rig.port("b")) {
            for (int flow = 0; flow < FLOWS; flow++) {
                TestFrame frame = datagram(ipv6, FIRST_PORT + flow, 100);
                guest.send(frame);
                assertThat(b).receives(frame);
            }
        }
    }

    private static byte[] fragmented(boolean ipv6) {
        return header(VirtioNetHdr.NEEDS_CSUM, GSO_UDP, 0, 1472, transportOffset(ipv6), 6);
    }

    /** Types and flags that exist, some that do not, and numbers around those that would be right. */
    private static byte[] anyHeader(Random random) {
        int[] types = {0, 1, GSO_UDP, 4, 5, 0x80, 0x81, 0x20, 0x45, 0xff};
        return header(
                random.nextInt(8),
                types[random.nextInt(types.length)],
                random.nextInt(70),
                random.nextBoolean() ? random.nextInt(1500) : 0,
                random.nextInt(80),
                random.nextInt(20));
    }

    private static byte[] header(int flags, int type, int headerLength, int size, int checksumStart, int offset) {
        return ByteBuffer.allocate(VirtioNetHdr.HEADER)
                .order(ByteOrder.nativeOrder())
                .put((byte) flags)
                .put((byte) type)
                .putShort((short) headerLength)
                .putShort((short) size)
                .putShort((short) checksumStart)
                .putShort((short) offset)
                .array();
    }

    private static int transportOffset(boolean ipv6) {
        return ipv6 ? 54 : 34;
    }

    /** A UDP datagram without a checksum. */
    private static TestFrame datagram(boolean ipv6, int sourcePort, int payload) {
        int udp = 8 + payload;
        ByteBuffer out = ByteBuffer.allocate(transportOffset(ipv6) - 14 + udp);
        if (ipv6) {
            out.putInt(0x6000_0000).putShort((short) udp).putShort((short) 0x1140);
            out.position(out.position() + 15).put((byte) 1);
            out.position(out.position() + 15).put((byte) 2);
        } else {
            out.putShort((short) 0x4500).putShort((short) (20 + udp)).putInt(0);
            out.putInt(0x4011_0000).putInt(0x0a00_0001).putInt(0x0a00_0002);
        }
        out.putShort((short) sourcePort).putShort((short) 9).putShort((short) udp);
        return TestFrame.to(Mac.BROADCAST)
                .from(Mac.of(0x77))
                .type(ipv6 ? 0x86dd : 0x0800)
                .payload(out.array());
    }
}
