package org.taplane.io.shard;

import java.util.Iterator;
import java.util.List;

/** The forwarding threads of the switch, by index. */
public final class Shards implements Iterable<Shard> {
    private final List<Shard> shards;

    /** @param shards in order of their indices, from 0 */
    public Shards(List<Shard> shards) {
        this.shards = List.copyOf(shards);
    }

    public int count() {
        return shards.size();
    }

    public Shard get(int index) {
        return shards.get(index);
    }

    @Override
    public Iterator<Shard> iterator() {
        return shards.iterator();
    }

    /**
     * Returns when every shard has ended the burst that it was carrying through, if any: nobody uses any more what was
     * published, or was to be read, before the call. Frames go on meanwhile.
     */
    public void settle() {
        shards.forEach(shard -> shard.run(() -> {}));
    }
}
