package org.taplane.dataplane.bridge;

import java.nio.ByteBuffer;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.fuzz.Script;
import org.taplane.wire.VirtioNetHdr;

/**
 * A frame as a port may hand it to the bridge: any bytes, any virtio_net_hdr, and the VLAN and the remote if a tunnel
 * knows them.
 *
 * <pre>
 *   u8       bit 0: an offload header follows   bit 1: VLAN and remote follow
 *   u8[10]   virtio_net_hdr, multi-byte fields in the machine's order
 *   u8, u8   which of the port's VLANs, remote
 *   content  {@link Script#content}
 * </pre>
 */
final class Arrival {
    private static final int OFFLOAD_AT = 8;
    private static final int HAS_OFFLOAD = 1;
    private static final int HAS_VLAN = 2;
    private static final int TAGGED_HEADER = 18;
    private static final int TYPE_AT = 12;

    private final byte[] offload;
    private final int vid;
    private final int remote;
    private final byte[] bytes;

    private Arrival(byte[] offload, int vid, int remote, byte[] bytes) {
        this.offload = offload;
        this.vid = vid;
        this.remote = remote;
        this.bytes = bytes;
    }

    /** Reads a frame for the port: only one that maps identifiers to VLANs says a frame's VLAN itself. */
    static Arrival read(Script script, PortPlan port) {
        int what = script.u8();
        byte[] offload = script.bytes((what & HAS_OFFLOAD) == 0 ? 0 : VirtioNetHdr.HEADER);
        boolean hasVlan = (what & HAS_VLAN) != 0;
        int vlan = hasVlan ? script.u8() : 0;
        int remote = hasVlan ? script.u8() : 0;
        return new Arrival(offload, isTunnel(port) ? vlanOf(port, vlan) : 0, remote, script.content());
    }

    private static boolean isTunnel(PortPlan port) {
        return port.vlans().pvid() == VlanMembership.NO_PVID && !port.vlans().admitsTagged();
    }

    private static int vlanOf(PortPlan port, int choice) {
        int[] vids = port.vlans().vids().toArray();
        return vids[choice % vids.length];
    }

    /** Writes frame and descriptor; the frame starts at {@code start}. */
    void load(Burst burst, int frame, int start) {
        burst.set(frame, start, bytes.length);
        burst.slab().putBytes(start, bytes, 0, bytes.length);
        burst.slab().putBytes(frame * Burst.DESCRIPTOR + OFFLOAD_AT, offload, 0, offload.length);
        burst.vid(frame, vid);
        burst.remote(frame, remote);
    }

    byte[] bytes() {
        return bytes;
    }

    /** Whether a VLAN tag follows the addresses. */
    boolean isTagged() {
        return bytes.length >= TAGGED_HEADER && u16(TYPE_AT) == 0x8100;
    }

    /** The tag control information of a tagged frame. */
    int tci() {
        return u16(TYPE_AT + 2);
    }

    /** Where the frame goes on behind addresses and tag. */
    int typeAt() {
        return isTagged() ? TAGGED_HEADER - 2 : TYPE_AT;
    }

    /** The VLAN that the frame belongs to when it comes in by {@code port}. */
    int vlanAt(PortPlan port) {
        if (vid != 0) {
            return vid;
        }
        int tagged = isTagged() ? tci() & 0xfff : 0;
        return tagged == 0 ? port.vlans().pvid() : tagged;
    }

    /** Whether the checksum was verified by a device that joined segments: it is then made partial again. */
    boolean isJoined() {
        return offload.length > 0 && offload[0] == VirtioNetHdr.DATA_VALID && offload[1] != 0;
    }

    private int u16(int at) {
        return ByteBuffer.wrap(bytes).getShort(at) & 0xffff;
    }
}
