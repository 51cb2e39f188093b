package org.taplane.dataplane.offload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.taplane.dataplane.frame.Burst;

/** What a {@link Splitter} makes of frame 0 of a burst. */
final class Pieces {
    /** Equal, but for 16-bit words that are 0 in one and 0xffff in the other: as a checksum these are the same. */
    static final Comparator<byte[]> ONES_COMPLEMENT =
            (one, other) -> Arrays.compare(one, other) == 0 || isSame(one, other) ? 0 : Arrays.compare(one, other);

    private final Splitter splitter = new Splitter(0);

    private static boolean isSame(byte[] one, byte[] other) {
        if (one.length != other.length) {
            return false;
        }
        for (int i = 0; i < one.length; i++) {
            if (one[i] != other[i] && !(Math.min(one[i], other[i]) == -1 && Math.max(one[i], other[i]) == 0)) {
                return false;
            }
        }
        return true;
    }

    /** Calls {@code action} with each piece, while it is there; not at all if the frame is not to be taken apart. */
    void each(Burst burst, ObjIntConsumer<Burst> action) {
        if (!splitter.open(burst, 0)) {
            return;
        }
        for (int count = splitter.next(); count > 0; count = splitter.next()) {
            for (int piece = 0; piece < count; piece++) {
                action.accept(splitter.pieces(), piece);
            }
        }
    }

    /** The pieces, checksums complete. */
    List<byte[]> ofComplete(Burst burst) {
        List<byte[]> all = new ArrayList<>();
        each(burst, (pieces, piece) -> {
            Checksum.complete(pieces, piece);
            all.add(pieces.slab().bytes(pieces.start(piece), pieces.length(piece)));
        });
        return all;
    }
}
