package org.taplane.dataplane.vxlan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.tunnel.RemoteCounters;
import org.taplane.dataplane.tunnel.VniMap;
import org.taplane.dataplane.tunnel.VtepAddress;

/** What a tunnel counts by remote. */
final class RemoteCountersTest {
    private static final VtepAddress SECOND = Vtep.address("10.0.0.3");
    private static final VtepAddress STRANGER = Vtep.address("10.9.9.9");
    private static final String HEADER = "0800000000002a00";
    private static final int FRAME = 60;
    private static final int PLACE_OF_FIRST = 1;
    private static final int PLACE_OF_SECOND = 2;

    @Test
    void eachCopyCountsWhereItGoes() {
        Vtep vtep = Vtep.of(Vtep.settings(VniMap.single(42), List.of(Vtep.PEER, SECOND)));
        vtep.add(Inner.plain(FRAME));
        vtep.burst().remote(vtep.add(Inner.plain(FRAME)), PLACE_OF_SECOND);
        vtep.transmit();

        RemoteCounters counters = vtep.port.countersByRemote();
        assertThat(counters.txFrames(PLACE_OF_FIRST)).isEqualTo(1);
        assertThat(counters.txFrames(PLACE_OF_SECOND)).isEqualTo(2);
        assertThat(counters.txBytes(PLACE_OF_SECOND)).isEqualTo(2 * FRAME);
        assertThat(counters.txFrames(RemoteCounters.GROUP)).isZero();
        assertThat(counters.rxFrames(PLACE_OF_FIRST)).isZero();
        assertThat(vtep.counters().txFrames()).isEqualTo(3);
    }

    @Test
    void whatGoesToTheGroupIsNoRemotes() {
        Vtep vtep = Vtep.of(Vtep.toGroup(Vtep.address("239.1.1.1")));
        vtep.add(Inner.plain(FRAME));
        vtep.transmit();

        assertThat(vtep.port.countersByRemote().txFrames(RemoteCounters.GROUP)).isEqualTo(1);
        assertThat(vtep.port.countersByRemote().txBytes(RemoteCounters.GROUP)).isEqualTo(FRAME);
        assertThat(vtep.port.countersByRemote().txFrames(PLACE_OF_FIRST)).isZero();
    }

    @Test
    void remotesThatWereLearnedAreCountedTogether() {
        Vtep vtep = Vtep.of(Vtep.acceptingAnyRemote());
        vtep.addFrom(Vtep.PEER, Vtep.datagram(HEADER, Inner.plain(FRAME)));
        vtep.addFrom(STRANGER, Vtep.datagram(HEADER, Inner.plain(FRAME)));
        vtep.addFrom(SECOND, Vtep.datagram(HEADER, Inner.plain(FRAME)));
        vtep.receive();
        int learned = vtep.tunnel.remotes().find(SECOND.high(), SECOND.low());
        vtep.burst().remote(vtep.add(Inner.plain(FRAME)), learned);
        vtep.transmit();

        RemoteCounters counters = vtep.port.countersByRemote();
        int others = vtep.tunnel.remotes().configured() + 1;
        assertThat(learned).isGreaterThan(others);
        assertThat(counters.rxFrames(PLACE_OF_FIRST)).isEqualTo(1);
        assertThat(counters.rxFrames(others)).isEqualTo(2);
        assertThat(counters.rxBytes(others)).isEqualTo(2 * FRAME);
        assertThat(counters.txFrames(others)).isEqualTo(1);
    }

    @Test
    void whatIsNotTakenIsNobodys() {
        Vtep vtep = Vtep.of(Vtep.settings());
        vtep.addFrom(STRANGER, Vtep.datagram(HEADER, Inner.plain(FRAME)));
        vtep.receive();

        assertThat(vtep.port.countersByRemote().rxFrames(2)).isZero();
    }
}
