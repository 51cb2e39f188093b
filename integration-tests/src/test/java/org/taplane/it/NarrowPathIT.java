package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.NarrowPath.Family;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Shell;
import org.taplane.it.kit.Transfer;

/** Stations whose packets fit the tunnel, but not a link in the middle of the way. The kernel's tunnel shows what is right. */
@KernelTest
final class NarrowPathIT {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final int TRANSFER = 4_000_000;

    private final Resources resources = new Resources();

    /** Which tunnel is at the near end, and which family is outside. */
    enum Near {
        KERNEL,
        SOCKETS,
        BEHIND_HOST;

        NarrowPath start(Family family) {
            return switch (this) {
                case KERNEL -> NarrowPath.ofKernel(family);
                case SOCKETS -> NarrowPath.of(family, "");
                case BEHIND_HOST -> NarrowPath.behindHost(family);
            };
        }
    }

    static Stream<Arguments> ends() {
        return Stream.of(Near.values())
                .flatMap(near -> Stream.of(Family.values()).map(family -> Arguments.of(near, family)));
    }

    @AfterEach
    void remove() {
        resources.close();
    }

    @ParameterizedTest
    @MethodSource("ends")
    void aStationLearnsHowLongItsPacketsMayBe(Near near, Family family) {
        NarrowPath path = resources.add(near.start(family));
        Ping.awaitAnswer(path.station(), NarrowPath.FAR_STATION);
        Ping.awaitAnswer(path.station(), NarrowPath.FAR_STATION6);
        int mtu = family.innerMtu();

        // The first one teaches the host, by the router's message, and is lost.
        requireTold(path, NarrowPath.FAR_STATION, "mtu = " + mtu);
        requireTold(path, NarrowPath.FAR_STATION6, "mtu=" + mtu);
        assertThat(route(path, NarrowPath.FAR_STATION)).contains("mtu " + mtu);
        assertThat(route(path, NarrowPath.FAR_STATION6)).contains("mtu " + mtu);
        Ping.allAnswered(path.station(), NarrowPath.FAR_STATION, mtu - 28);
        Ping.allAnswered(path.station(), NarrowPath.FAR_STATION6, mtu - 48);
    }

    @ParameterizedTest
    @MethodSource("ends")
    void aTransferGoesOn(Near near, Family family) {
        NarrowPath path = resources.add(near.start(family));
        Ping.awaitAnswer(path.station(), NarrowPath.FAR_STATION);
        Ping.awaitAnswer(path.station(), NarrowPath.FAR_STATION6);

        Transfer.tcp(path.station(), path.far(), NarrowPath.FAR_STATION, TRANSFER);
        Transfer.tcp(path.station(), path.far(), NarrowPath.FAR_STATION6, TRANSFER);
    }

    @ParameterizedTest
    @EnumSource
    void theLimitIsShownAndEndsWhenTheKernelForgetsIt(Family family) {
        NarrowPath path = resources.add(NarrowPath.of(family, ""));
        path.near().sysctl("net/ipv%d/route/mtu_expires".formatted(family == Family.IPV4 ? 4 : 6), "3");
        Ping.awaitAnswer(path.station(), NarrowPath.FAR_STATION);
        requireTold(path, NarrowPath.FAR_STATION, "mtu = " + family.innerMtu());
        assertThat(tunnel(path).path("mtu").asInt()).isEqualTo(family.wideMtu());
        // on a busy machine the kernel may have forgotten it by the time that a command has asked
        Eventually.passes(BOUND, () -> {
            path.station().run("ip route flush cache");
            tooLong(path, NarrowPath.FAR_STATION);
            assertThat(pathMtu(path)).isEqualTo(family.innerMtu());
        });
        assertThat(tunnel(path).path("told").asInt()).isPositive();

        Eventually.await("the limit is gone", BOUND, () -> pathMtu(path) == family.wideMtu());
    }

    @Test
    void nobodyIsToldWhereThatIsNotWished() {
        NarrowPath path = resources.add(NarrowPath.of(Family.IPV4, ", path-mtu: drop"));
        Ping.awaitAnswer(path.station(), NarrowPath.FAR_STATION);
        Eventually.await("the limit is known", BOUND, () -> {
            tooLong(path, NarrowPath.FAR_STATION);
            return pathMtu(path) == Family.IPV4.innerMtu();
        });

        assertThat(tooLong(path, NarrowPath.FAR_STATION).output()).contains("100% packet loss");
        assertThat(route(path, NarrowPath.FAR_STATION)).doesNotContain("mtu");
        assertThat(tunnel(path).path("told").asInt()).isZero();
    }

    private static void requireTold(NarrowPath path, String address, String words) {
        Eventually.passes(BOUND, () -> {
            Shell.Result result = tooLong(path, address);
            assertThat(result.output() + result.error()).contains(words);
        });
    }

    /** A packet of 1400 bytes that must not be cut. */
    private static Shell.Result tooLong(NarrowPath path, String address) {
        String bytes = address.contains(":") ? "1352" : "1372";
        return path.station()
                .run(Shell.BOUND, List.of("ping", "-n", "-M", "do", "-c", "1", "-W", "1", "-s", bytes, address));
    }

    private static String route(NarrowPath path, String address) {
        return path.station().run("ip route get " + address).output();
    }

    private static int pathMtu(NarrowPath path) {
        return tunnel(path).path("remotes").path(0).path("path-mtu").asInt();
    }

    private static JsonNode tunnel(NarrowPath path) {
        return path.daemon().orElseThrow().show("vxlan").path(0);
    }
}
