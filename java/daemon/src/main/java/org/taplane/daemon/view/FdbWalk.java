package org.taplane.daemon.view;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.taplane.control.api.FdbEntry;
import org.taplane.daemon.bridges.RunningBridge;
import org.taplane.daemon.bridges.RunningPort;
import org.taplane.dataplane.bridge.Location;
import org.taplane.dataplane.frame.Tick;

/**
 * The entries of all bridges' tables, read a page at a time: whoever shows a million of them to a slow client holds a few
 * hundred.
 */
final class FdbWalk implements Iterator<FdbEntry> {
    private final List<RunningBridge> bridges;
    private final Queue<FdbEntry> page = new ArrayDeque<>();
    private int current;
    private int nextPage;

    FdbWalk(List<RunningBridge> bridges) {
        this.bridges = bridges;
    }

    @Override
    public boolean hasNext() {
        while (page.isEmpty() && current < bridges.size()) {
            readPage(bridges.get(current));
        }
        return !page.isEmpty();
    }

    @Override
    public FdbEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return page.remove();
    }

    private void readPage(RunningBridge bridge) {
        int now = Tick.now();
        nextPage = bridge.fdb()
                .forEachOfPage(
                        nextPage,
                        (vid, mac, location, isStatic, tick) -> bridge.port(Location.port(location))
                                .map(port -> entry(bridge, port, vid, mac, location, isStatic, now - tick))
                                .ifPresent(page::add));
        if (nextPage == 0) {
            current++;
        }
    }

    private static FdbEntry entry(
            RunningBridge bridge, RunningPort port, int vid, long mac, int location, boolean isStatic, int age) {
        return new FdbEntry(
                bridge.name(),
                vid,
                mac,
                port.name(),
                port.driver().remoteName(Location.remote(location)),
                isStatic,
                isStatic ? 0 : seconds(age));
    }

    /** Ticks wrap around at 31 bits, and an entry may have been refreshed since "now" was read. */
    private static long seconds(int ticks) {
        return Math.max(0, ticks << 1 >> 1) / 1000;
    }
}
