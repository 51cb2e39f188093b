package org.taplane.control.protocol.lldp;

import java.util.List;
import org.taplane.control.config.LldpConfig;

/** An agent at one time. */
public record LldpStatus(LldpConfig config, Counts counts, List<Neighbour> neighbours) {
    public LldpStatus {
        neighbours = List.copyOf(neighbours);
    }

    /**
     * Since the agent began (IEEE 802.1AB 9.2.6).
     *
     * @param sent frames
     * @param received frames, whatever they were
     * @param discarded of them, because they could not be believed
     * @param agedOut neighbours that fell silent
     * @param refused frames of neighbours for which the table had no room
     */
    public record Counts(long sent, long received, long discarded, long agedOut, long refused) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0);

        Counts oneSent() {
            return new Counts(sent + 1, received, discarded, agedOut, refused);
        }

        Counts oneReceived() {
            return new Counts(sent, received + 1, discarded, agedOut, refused);
        }

        Counts oneDiscarded() {
            return new Counts(sent, received, discarded + 1, agedOut, refused);
        }

        Counts agedOut(int more) {
            return new Counts(sent, received, discarded, agedOut + more, refused);
        }

        Counts oneRefused() {
            return new Counts(sent, received, discarded, agedOut, refused + 1);
        }
    }
}
