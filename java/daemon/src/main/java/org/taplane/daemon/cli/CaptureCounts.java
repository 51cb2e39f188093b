package org.taplane.daemon.cli;

import java.util.HashMap;
import java.util.Map;
import org.taplane.control.pcapng.Block;

/** How many frames a capture has, and how many it has not. */
final class CaptureCounts {
    private final Map<Integer, Long> lost = new HashMap<>();
    private long frames;

    void add(Block block) {
        if (block.isFrame()) {
            frames++;
        } else if (block.isStatistics()) {
            lost.put(block.port(), block.lost());
        }
    }

    long frames() {
        return frames;
    }

    @Override
    public String toString() {
        long sum = lost.values().stream().mapToLong(Long::longValue).sum();
        return "taplane: " + frames + (frames == 1 ? " frame" : " frames") + " captured, " + sum + " lost";
    }
}
