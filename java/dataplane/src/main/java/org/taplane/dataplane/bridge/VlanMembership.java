package org.taplane.dataplane.bridge;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which VLANs a port carries and in which form (IEEE 802.1Q 8.8). An access port carries one VLAN, untagged, and takes
 * no frame that already names a VLAN. A trunk carries its VLANs tagged; a native VLAN is carried besides, untagged. A
 * mapped port names VLANs by other means than tags, so it neither takes nor sends any.
 */
public final class VlanMembership {
    /** {@link #pvid} of a port that takes no untagged frames. */
    public static final int NO_PVID = 0;

    /** The lowest VLAN ID of a VLAN; 0 is that of a frame which has a priority only. */
    public static final int MIN_VID = 1;

    /** The highest VLAN ID that a frame may carry; 4095 is reserved. */
    public static final int MAX_VID = 4094;

    private final long[] carried = new long[64];
    private final int pvid;
    private final boolean tags;

    private VlanMembership(IntStream vids, int pvid, boolean tags) {
        IntStream all = pvid == NO_PVID ? vids : IntStream.concat(vids, IntStream.of(pvid));
        all.forEach(vid -> carried[checked(vid) >>> 6] |= 1L << vid);
        this.pvid = pvid;
        this.tags = tags;
    }

    public static VlanMembership access(int vid) {
        return new VlanMembership(IntStream.empty(), checked(vid), false);
    }

    public static VlanMembership trunk(IntStream vids) {
        return new VlanMembership(vids, NO_PVID, true);
    }

    public static VlanMembership trunk(IntStream vids, int nativeVid) {
        return new VlanMembership(vids, checked(nativeVid), true);
    }

    public static VlanMembership mapped(IntStream vids) {
        return new VlanMembership(vids, NO_PVID, false);
    }

    private static int checked(int vid) {
        if (vid < 1 || vid > MAX_VID) {
            throw new IllegalArgumentException("VLAN ID " + vid + " is not in 1.." + MAX_VID);
        }
        return vid;
    }

    /** Whether frames of this VLAN may come in and go out. */
    public boolean carries(int vid) {
        return (carried[vid >>> 6] & 1L << vid) != 0;
    }

    /** VLAN of frames that name none, or {@link #NO_PVID}. */
    public int pvid() {
        return pvid;
    }

    /** Whether a frame that names its VLAN may come in at all. */
    public boolean admitsTagged() {
        return tags;
    }

    /** Whether any frame goes out with a tag. */
    public boolean sendsTags() {
        return tags;
    }

    /** Whether a frame of this VLAN goes out with a tag. */
    public boolean sendsTagged(int vid) {
        return tags && vid != pvid;
    }

    /** The VLANs carried, ascending. */
    public IntStream vids() {
        return IntStream.rangeClosed(1, MAX_VID).filter(this::carries);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VlanMembership that
                && pvid == that.pvid
                && tags == that.tags
                && Arrays.equals(carried, that.carried);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(carried) * 31 + pvid;
    }
}
