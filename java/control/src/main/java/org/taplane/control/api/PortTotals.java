package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;

/**
 * A port's counters, all shards together.
 *
 * @param drops frames by the reason's label, in both directions; reasons that never happened are left out
 */
public record PortTotals(Traffic rx, Traffic tx, Map<String, Long> drops) {
    /** Adds the shards up. Counters that move meanwhile are read at slightly different moments. */
    public static PortTotals sum(Iterable<PortCounters> shards) {
        Traffic rx = new Traffic(0, 0, 0);
        Traffic tx = new Traffic(0, 0, 0);
        Map<String, Long> drops = new LinkedHashMap<>();
        for (PortCounters shard : shards) {
            rx = plus(rx, shard.rxFrames(), shard.rxBytes(), shard.rxDrops());
            tx = plus(tx, shard.txFrames(), shard.txBytes(), shard.txDrops());
            addDrops(drops, shard);
        }
        return new PortTotals(rx, tx, drops);
    }

    /** With what was counted elsewhere; nothing was dropped there. */
    public PortTotals plus(long rxFrames, long rxBytes, long txFrames, long txBytes) {
        return new PortTotals(plus(rx, rxFrames, rxBytes, 0), plus(tx, txFrames, txBytes, 0), drops);
    }

    static PortTotals read(JsonObject json) throws IOException {
        return new PortTotals(
                Traffic.read(json.object("rx")),
                Traffic.read(json.object("tx")),
                json.object("drops").numbers());
    }

    void write(JsonGenerator json) throws IOException {
        rx.write("rx", json);
        tx.write("tx", json);
        json.writeObjectFieldStart("drops");
        for (Map.Entry<String, Long> drop : drops.entrySet()) {
            json.writeNumberField(drop.getKey(), drop.getValue());
        }
        json.writeEndObject();
    }

    private static Traffic plus(Traffic sum, long frames, long bytes, long drops) {
        return new Traffic(sum.frames() + frames, sum.bytes() + bytes, sum.drops() + drops);
    }

    private static void addDrops(Map<String, Long> drops, PortCounters shard) {
        for (DropReason reason : DropReason.values()) {
            long count = shard.drops(reason);
            if (count != 0) {
                drops.merge(reason.label(), count, Long::sum);
            }
        }
    }
}
