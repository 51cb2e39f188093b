package org.taplane.daemon.taps;

import java.util.List;
import java.util.stream.Stream;
import org.taplane.dataplane.feature.Feature;
import org.taplane.dataplane.port.DropTap;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortTable;

/**
 * The taps on one port. They are set on the control thread; the port's bridge then publishes {@link #features} and has
 * every shard {@link #install} them.
 */
public final class PortTaps {
    private volatile List<PortTap> taps = List.of();

    /** Adds what a capture puts on the port. */
    void add(PortTap tap) {
        taps = Stream.concat(taps.stream(), Stream.of(tap)).toList();
    }

    boolean has(Capture owner) {
        return taps.stream().anyMatch(tap -> tap.owner() == owner);
    }

    /** Takes out what a capture has put on the port; whether there was anything. */
    boolean remove(Capture owner) {
        int before = taps.size();
        taps = taps.stream().filter(tap -> tap.owner() != owner).toList();
        return taps.size() < before;
    }

    /** Whether any capture is to see what passes the port. */
    public boolean seeTraffic() {
        return taps.stream().anyMatch(PortTap::seesTraffic);
    }

    /**
     * What shows captures the frames that come in; to be the first features of the port.
     *
     * @param pvid the VLAN of a frame without a tag; 0: none
     */
    public List<Feature> features(int pvid) {
        return taps.stream()
                .filter(PortTap::seesTraffic)
                .map(tap -> tap.tap().received(pvid))
                .toList();
    }

    /** On a shard's thread: shows captures what leaves by the shard's end of the port, and what is dropped there. */
    public void install(int shard, PortTable ports, int slot, Port end) {
        List<PortTap> now = taps;
        Port outermost = end;
        for (PortTap tap : now) {
            outermost = tap.seesTraffic() ? tap.tap().around(outermost, shard) : outermost;
        }
        ports.replace(slot, outermost);
        end.counters()
                .showDropsTo(now.stream()
                        .flatMap(tap ->
                                tap.drops().stream().map(reasons -> tap.tap().drops(shard, reasons)))
                        .toArray(DropTap[]::new));
    }
}
