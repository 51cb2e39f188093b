package org.taplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.pcap4j.packet.EthernetPacket;

final class FlowHashTest {
    private static final int BUCKETS = 64;
    private static final int FLOWS = 6400;

    @Property
    @Domain(Packets.class)
    @Domain(DomainContext.Global.class)
    void payloadDoesNotChangeIt(@ForAll EthernetPacket packet) {
        byte[] frame = packet.getRawData();
        Slab slab = Slab.copyOf(frame);
        int before = FlowHash.of(slab, 0, frame.length);
        slab.putU8(frame.length - 1, ~slab.u8(frame.length - 1));

        assertThat(FlowHash.of(slab, 0, frame.length)).isEqualTo(before);
    }

    @Example
    void everyPartOfTheFlowChangesIt() {
        Slab slab = tcp("0000");
        int original = FlowHash.of(slab, 0, slab.size());
        for (int at : new int[] {5, 11, 29, 33, 35, 37}) {
            slab.putU8(at, slab.u8(at) ^ 1);
            assertThat(FlowHash.of(slab, 0, slab.size())).as("byte %d", at).isNotEqualTo(original);
            slab.putU8(at, slab.u8(at) ^ 1);
        }
    }

    @Example
    void fragmentsOfOneDatagramHashAlike() {
        Slab first = tcp("2000");
        Slab second = tcp("0010");
        second.putU32(34, 0xdead_beefL);

        assertThat(FlowHash.of(second, 0, second.size())).isEqualTo(FlowHash.of(first, 0, first.size()));
    }

    /** Neighbouring ports, as a client opens them; five standard deviations of a fair spread are let pass. */
    @Example
    void highAndLowBitsSpreadSimilarFlows() {
        int[] low = new int[BUCKETS];
        int[] high = new int[BUCKETS];
        Slab slab = tcp("0000");
        for (int port = 0; port < FLOWS; port++) {
            slab.putU16(34, 32_768 + port);
            int hash = FlowHash.of(slab, 0, slab.size());
            low[hash & BUCKETS - 1]++;
            high[hash >>> 26]++;
        }
        assertThat(low).satisfies(FlowHashTest::isFair);
        assertThat(high).satisfies(FlowHashTest::isFair);
    }

    /** Peers of a running tunnel keep their source ports over an upgrade, so the values are a contract. */
    @Example
    void valueNeverChanges() {
        Slab slab = tcp("0000");

        assertThat(FlowHash.of(slab, 0, slab.size())).isEqualTo(-1_492_531_847);
    }

    private static void isFair(int[] counts) {
        assertThat(Arrays.stream(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(50, 150));
    }

    private static Slab tcp(String fragmentBits) {
        return Slab.copyOf(HexFormat.of()
                .parseHex("020000000002" + "020000000001" + "0800" + "4500002800ff" + fragmentBits + "40060000"
                        + "0a000001" + "0a000002" + "c0000050" + "00".repeat(16)));
    }
}
