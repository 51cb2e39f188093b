package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Transfer;

/** A sender with a small MSS hands over frames of several hundred segments: more than one system call sends. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class SmallSegmentsIT {
    private static final int MSS = 88;
    private static final int BYTES = 8 << 20;

    private final VxlanPair pair;
    private final boolean isKernel;

    SmallSegmentsIT(OnDevice<VxlanPair> on) {
        pair = on.world();
        isKernel = on.device().isKernel();
    }

    static Stream<OnDevice<VxlanPair>> devices() {
        return Stream.of(
                        OnDevice.all("offloads on", device -> VxlanPair.start(device, Underlay.IPV4, true)),
                        OnDevice.all("offloads off", device -> VxlanPair.start(device, Underlay.IPV4, false)),
                        OnDevice.taplane("both ends", device -> VxlanPair.start(device, device, Underlay.IPV4, false)))
                .flatMap(devices -> devices);
    }

    @Test
    void aStreamOfSmallSegmentsArrivesIntactBothWays(TestReporter reporter) {
        Namespace near = pair.near().station("near");
        Namespace far = pair.far().station("far");
        limitSegments(near, "near", VxlanPair.NEAR);
        limitSegments(far, "far", VxlanPair.FAR);
        Ping.awaitAnswer(near, VxlanPair.FAR);

        reporter.publishEntry("MB/s into the tunnel", rate(() -> Transfer.tcp(near, far, VxlanPair.FAR, BYTES)));
        reporter.publishEntry("MB/s out of it", rate(() -> Transfer.tcp(far, near, VxlanPair.NEAR, BYTES)));
        if (!isKernel) {
            assertThat(pair.near().daemon().drops("not-segmentable")).isZero();
        }
    }

    private static void limitSegments(Namespace station, String device, String address) {
        station.run("ip route replace 10.0.0.0/24 dev %s src %s advmss %d".formatted(device, address, MSS));
    }

    private static String rate(Runnable transfer) {
        long before = System.nanoTime();
        transfer.run();
        double seconds = (System.nanoTime() - before) / 1e9;
        return "%.1f".formatted(BYTES / 1e6 / seconds);
    }
}
