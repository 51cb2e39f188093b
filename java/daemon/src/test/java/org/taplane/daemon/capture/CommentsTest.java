package org.taplane.daemon.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.taplane.daemon.taps.TappedPort;
import org.taplane.dataplane.capture.BpfProgram;
import org.taplane.dataplane.capture.CaptureRings;
import org.taplane.dataplane.capture.Tap;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.wire.VirtioNetHdr;

/** What is said of a frame. */
final class CommentsTest {
    private final CaptureRings rings = new CaptureRings(1, BpfProgram.ALL, 100, 1 << 12);
    private final Tap tap = rings.newTap();
    private final Burst burst = Burst.allocate(4096);
    private final PortCounters counters = new PortCounters();
    private final TappedPort tunnel =
            new TappedPort(0, "br0", "vx", remote -> remote == 0 ? Optional.empty() : Optional.of("192.0.2." + remote));

    CommentsTest() {
        burst.set(0, Burst.dataOffset() + 64, 60);
        burst.vid(0, 10);
    }

    @Test
    void aPlainFrameHasItsVlan() {
        tap.received(1).pass(burst, 1, counters);
        assertThat(rings.next(System.nanoTime())).isTrue();
        assertThat(Comments.of(rings, tunnel)).containsExactly("vlan 10");
    }

    @Test
    void aFrameWithoutAVlanHasNothing() {
        burst.vid(0, 0);
        tap.received(0).pass(burst, 1, counters);
        assertThat(rings.next(System.nanoTime())).isTrue();
        assertThat(Comments.of(rings, tunnel)).isEmpty();
    }

    @Test
    void whatWasDroppedOnItsWayToARemoteHasAllOfIt() {
        burst.remote(0, 7);
        burst.flags(0, VirtioNetHdr.NEEDS_CSUM);
        burst.gsoType(0, VirtioNetHdr.GSO_TCPV4);
        burst.gsoSize(0, 1448);
        counters.showDropsTo(tap.drops(0, Set.of(DropReason.MTU_EXCEEDED)));
        counters.dropSent(DropReason.MTU_EXCEEDED, burst, 1);
        assertThat(rings.next(System.nanoTime())).isTrue();
        assertThat(Comments.of(rings, tunnel))
                .containsExactly(
                        "dropped: mtu-exceeded",
                        "vlan 10",
                        "to remote 192.0.2.7",
                        "checksum to be completed",
                        "to be cut into segments of 1448 bytes");
    }
}
