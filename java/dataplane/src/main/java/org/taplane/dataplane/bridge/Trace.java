package org.taplane.dataplane.bridge;

import java.util.List;
import java.util.Optional;
import org.taplane.dataplane.host.PuntReason;
import org.taplane.dataplane.port.DropReason;

/**
 * What would become of a frame, decision by decision. What a frame does not come to is absent.
 *
 * @param plan the bridge as it was for the frame
 * @param vid the VLAN that the frame was classified as, whether it was admitted or not; 0 if it was not
 * @param admission how it came in
 * @param learning what its source does
 * @param destination where the frame's destination is
 * @param flooded whether it goes to every port of the VLAN
 * @param departures what leaves, in order
 * @param drops why, and where, it goes no further; at several ports if it is flooded
 * @param taken why the switch takes it for itself
 */
public record Trace(
        BridgePlan plan,
        int vid,
        Optional<Admission> admission,
        Optional<Learning> learning,
        Optional<Sighting> destination,
        boolean flooded,
        List<Departure> departures,
        List<Drop> drops,
        Optional<PuntReason> taken) {
    public Trace {
        departures = List.copyOf(departures);
        drops = List.copyOf(drops);
    }

    /** What a frame's VLAN was known by. */
    public enum Classifier {
        /** It has no tag: the port's own VLAN. */
        UNTAGGED,
        /** Its tag has a priority only: the port's own VLAN. */
        PRIORITY_TAG,
        /** Its tag names the VLAN. */
        TAG,
        /** The tunnel that it came by knows. */
        TUNNEL
    }

    /**
     * That a frame comes in.
     *
     * @param tci what its tag says, 0 if it has none
     */
    public record Admission(Classifier by, int vid, int tci) {}

    /**
     * Where a station is known to be.
     *
     * @param location see {@link Location}
     * @param age milliseconds since it was heard, unless the entry is static
     */
    public record Sighting(int location, boolean isStatic, int age) {}

    /**
     * A frame as it is handed to a port.
     *
     * @param remote index of the remote VTEP; 0: the port has none, or all of them
     */
    @SuppressWarnings("ArrayRecordComponent") // read once and gone: it is neither compared nor kept
    public record Departure(int slot, int remote, byte[] frame) {}

    /**
     * The end of a frame.
     *
     * @param slot of the port that would count it
     * @param feature of that port that dropped it, if one did
     */
    public record Drop(int slot, DropReason reason, Optional<String> feature) {}
}
