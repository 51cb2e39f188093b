package org.taplane.daemon.view;

import java.util.Locale;
import org.taplane.wire.Dot1Q;
import org.taplane.wire.Ethernet;
import org.taplane.wire.MacAddress;
import org.taplane.wire.Slab;

/** What people want to know of a frame, which may be of any length. */
final class TracedFrame {
    private final Slab bytes;

    TracedFrame(byte[] frame) {
        bytes = Slab.copyOf(frame);
    }

    int length() {
        return bytes.size();
    }

    private boolean isWhole() {
        return length() >= Ethernet.HEADER;
    }

    /** 0 of a frame that is too short to have one. */
    long destination() {
        return isWhole() ? Ethernet.destination(bytes, 0) : 0;
    }

    /** 0 of a frame that is too short to have one. */
    long source() {
        return isWhole() ? Ethernet.source(bytes, 0) : 0;
    }

    /** Whether a whole VLAN tag follows the addresses. */
    boolean isTagged() {
        return length() >= Ethernet.HEADER + Dot1Q.TAG && Ethernet.etherType(bytes, 0) == Dot1Q.TPID;
    }

    /** What the tag says; 0 of a frame without one. */
    int tci() {
        return isTagged() ? Dot1Q.tci(bytes, 0) : 0;
    }

    /** In one line. */
    String summary() {
        if (!isWhole()) {
            return length() + " bytes, less than a header";
        }
        return length() + " bytes from " + MacAddress.format(source()) + " to " + MacAddress.format(destination())
                + ", " + tag() + ", " + type();
    }

    private String tag() {
        return isTagged() ? "tag VLAN " + Dot1Q.vid(tci()) + " priority " + Dot1Q.pcp(tci()) : "no tag";
    }

    private String type() {
        int type = isTagged() ? Dot1Q.etherType(bytes, 0) : Ethernet.etherType(bytes, 0);
        return switch (type) {
            case Ethernet.TYPE_IPV4 -> "IPv4";
            case Ethernet.TYPE_IPV6 -> "IPv6";
            case Ethernet.TYPE_ARP -> "ARP";
            case Ethernet.TYPE_LLDP -> "LLDP";
            default -> type < Ethernet.TYPE_MIN ? "IEEE 802.3" : String.format(Locale.ROOT, "type 0x%04x", type);
        };
    }
}
