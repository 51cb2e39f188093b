package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelBridge;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.TestFrame;
import org.taplane.it.kit.Veth;

/** Which group addresses of IEEE 802.1D and 802.1Q a bridge relays: ours and the kernel's, with the same mask. */
@KernelTest
final class GroupAddressesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long FIRST = 0x0180_c200_0000L;

    /** The reserved ones, one that all bridges of a LAN listen to, and those of the registration protocols. */
    private static final List<Integer> LAST_BYTES = Stream.concat(
                    IntStream.rangeClosed(0, 0x10).boxed(), Stream.of(0x1b, 0x20, 0x21, 0x22, 0x2f))
            .toList();

    private static final Resources RESOURCES = new Resources();
    private static Ends kernel;
    private static Ends taplane;
    private static Namespace kernelAt;
    private static Daemon daemon;

    /** Two stations on one bridge. */
    private record Ends(RawPort from, RawPort to) {
        /** Last bytes of the addresses to which frames pass. */
        Set<Integer> relayed(int mask) {
            to.clear();
            Mac source = Mac.of(mask);
            LAST_BYTES.forEach(last ->
                    from.send(TestFrame.to(new Mac(FIRST + last)).from(source).saying("to " + last)));
            TestFrame fence = TestFrame.to(Mac.BROADCAST).from(source).saying("that was all");
            from.send(fence);
            Eventually.await("the last frame", PATIENCE, () -> to.captured().contains(fence));
            return to.captured().stream()
                    .filter(frame -> frame.source().equals(source) && !frame.equals(fence))
                    .map(frame -> (int) (frame.destination().bits() - FIRST))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @BeforeAll
    static void start() {
        kernelAt = RESOURCES.namespace("kernel");
        Namespace stations = RESOURCES.namespace("stations");
        KernelBridge bridge = KernelBridge.create(kernelAt, "br0");
        for (String name : List.of("a", "b")) {
            Veth.between(stations, name, kernelAt, "p" + name);
            bridge.attach("p" + name);
        }
        kernel = new Ends(RESOURCES.add(RawPort.open(stations, "a")), RESOURCES.add(RawPort.open(stations, "b")));
        Namespace at = RESOURCES.namespace("switch");
        daemon = RESOURCES.add(Daemon.start(at, 1, bridges(0)));
        taplane = new Ends(RESOURCES.add(RawPort.open(at, "a")), RESOURCES.add(RawPort.open(at, "b")));
    }

    private static String bridges(int mask) {
        return """
                bridges:
                  br0:
                    group-forward-mask: 0x%04x
                    ports:
                      a: {type: tap}
                      b: {type: tap}
                """.formatted(mask);
    }

    @AfterAll
    static void remove() {
        RESOURCES.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x4000, 0x0008, 0x8010, 0xfff8})
    void whatTheKernelRelaysWeRelay(int mask) {
        kernelAt.run("ip link set dev br0 type bridge group_fwd_mask " + mask);
        Set<Integer> expected = kernel.relayed(mask);
        assertThat(expected)
                .as("by the kernel")
                .contains(0, 0x10, 0x1b, 0x20, 0x2f)
                .hasSize(7 + Integer.bitCount(mask));

        daemon.rewrite(bridges(mask));
        daemon.command("apply", daemon.file().toString()).succeeded();
        assertThat(taplane.relayed(mask)).as("by us").isEqualTo(expected);
        assertThat(daemon.show("bridges").path(0).path("group-forward-mask").asInt())
                .isEqualTo(mask);
    }

    /** Spanning tree, pause and link aggregation are not to be chosen; the kernel refuses these bits as we do. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void whatTheKernelRefusesWeRefuse(int mask) {
        assertThat(kernelAt.run(
                                Duration.ofSeconds(5),
                                List.of(
                                        "ip",
                                        "link",
                                        "set",
                                        "dev",
                                        "br0",
                                        "type",
                                        "bridge",
                                        "group_fwd_mask",
                                        "" + mask))
                        .exit())
                .as("by the kernel")
                .isNotZero();

        daemon.rewrite(bridges(mask));
        assertThat(daemon.command("apply", daemon.file().toString()).exit()).isEqualTo(2);
    }
}
