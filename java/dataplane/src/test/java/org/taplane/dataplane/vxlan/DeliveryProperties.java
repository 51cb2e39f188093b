package org.taplane.dataplane.vxlan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.tunnel.FaultySender;
import org.taplane.dataplane.tunnel.RemoteTable;
import org.taplane.dataplane.tunnel.VniMap;
import org.taplane.dataplane.tunnel.VtepAddress;

/** Every copy of every frame is counted once, as sent or as dropped, whatever the kernel refuses. */
class DeliveryProperties {
    private static final int BURSTS = 3;
    private static final List<DropReason> REASONS =
            List.of(DropReason.IO_ERROR, DropReason.QUEUE_FULL, DropReason.MTU_EXCEEDED, DropReason.NOT_SEGMENTABLE);

    @Property(tries = 300)
    void eachCopyIsCountedOnce(
            @ForAll @IntRange(min = 1, max = 40) int remotes,
            @ForAll @IntRange(min = 1, max = 64) int frames,
            @ForAll @IntRange(min = 0, max = 2) int kind,
            @ForAll @IntRange(min = 0, max = 100) int refusedPercent,
            @ForAll long seed) {
        Random random = new Random(seed);
        FaultySender sender = new FaultySender(kind == 0, kind == 2 ? 60_000 : 0, refusedPercent, random);
        List<VtepAddress> addresses = IntStream.rangeClosed(1, remotes)
                .mapToObj(host -> Vtep.address("10.0.1." + host))
                .toList();
        Vtep vtep = new Vtep(Vtep.settings(VniMap.single(42), addresses), sender);
        long copies = 0;
        long notCut = 0;
        for (int burst = 0; burst < BURSTS; burst++) {
            for (int i = 0; i < frames; i++) {
                boolean cut = random.nextInt(8) == 0;
                int size = random.nextInt(30) == 0 ? 4 : 8 + random.nextInt(random.nextBoolean() ? 60 : 1400);
                int frame = cut ? vtep.addGso(10_000, size) : vtep.add(Inner.plain(60 + random.nextInt(3)));
                int remote = random.nextInt(remotes + 1);
                vtep.burst().remote(frame, remote);
                boolean refused = cut && size == 4 && kind != 2;
                copies += refused || remote != RemoteTable.NONE ? 1 : remotes;
                notCut += refused ? 1 : 0;
            }
            vtep.send();
        }

        PortCounters counters = vtep.counters();
        assertThat(counters.txFrames() + counters.txDrops()).isEqualTo(copies);
        assertThat(counters.txFrames()).isEqualTo(sender.sent());
        assertThat(counters.drops(DropReason.NOT_SEGMENTABLE)).isEqualTo(notCut);
        for (DropReason reason : REASONS.subList(0, 3)) {
            assertThat(counters.drops(reason)).isEqualTo(sender.lost(reason));
        }
    }
}
