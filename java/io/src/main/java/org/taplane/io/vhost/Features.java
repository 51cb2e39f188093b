package org.taplane.io.vhost;

import java.util.ArrayList;
import java.util.List;
import org.taplane.nativeio.VhostIo;

/**
 * Feature bits of a network device (OASIS VIRTIO 1.2 sections 5.1.3 and 6) and of the vhost-user protocol, and which of them
 * the switch has.
 */
public final class Features {
    private static final int PROTOCOL_FEATURES = 30;

    // vhost-user, "Protocol features"
    private static final int PROTOCOL_MQ = 0;
    private static final int PROTOCOL_REPLY_ACK = 3;
    private static final int PROTOCOL_MTU = 4;
    private static final int PROTOCOL_INFLIGHT = 12;

    static final long PROTOCOL =
            1L << PROTOCOL_MQ | 1L << PROTOCOL_REPLY_ACK | 1L << PROTOCOL_MTU | 1L << PROTOCOL_INFLIGHT;

    /** Bits that users are told of, and their names. The flag is what the native side has to know of it, or 0. */
    private enum Bit {
        CSUM(0, 0),
        GUEST_CSUM(1, VhostIo.GUEST_CSUM),
        MTU(3, 0),
        GUEST_TSO4(7, VhostIo.GUEST_TSO4),
        GUEST_TSO6(8, VhostIo.GUEST_TSO6),
        GUEST_ECN(9, VhostIo.GUEST_ECN),
        HOST_TSO4(11, 0),
        HOST_TSO6(12, 0),
        HOST_ECN(13, 0),
        MRG_RXBUF(15, VhostIo.MERGEABLE | VhostIo.LONG_HEADER),
        MQ(22, 0),
        ANY_LAYOUT(27, 0),
        INDIRECT_DESC(28, VhostIo.INDIRECT),
        EVENT_IDX(29, VhostIo.EVENT_IDX),
        VERSION_1(32, VhostIo.LONG_HEADER),
        GUEST_USO4(54, 0),
        GUEST_USO6(55, 0),
        HOST_USO(56, 0);

        private final long mask;
        private final int flag;

        Bit(int number, int flag) {
            this.mask = 1L << number;
            this.flag = flag;
        }

        boolean isIn(long bits) {
            return (bits & mask) != 0;
        }
    }

    private static final long USO = Bit.GUEST_USO4.mask | Bit.GUEST_USO6.mask;

    private Features() {}

    /** What the switch can do for a guest. */
    static long offered() {
        long bits = 1L << PROTOCOL_FEATURES;
        for (Bit bit : Bit.values()) {
            bits |= bit.mask;
        }
        return bits;
    }

    /** Whether rings have to be enabled one by one. */
    static boolean hasProtocolFeatures(long bits) {
        return (bits & 1L << PROTOCOL_FEATURES) != 0;
    }

    static boolean hasReplyAck(long protocolBits) {
        return (protocolBits & 1L << PROTOCOL_REPLY_ACK) != 0;
    }

    /** What was agreed to, as {@link VhostIo#start} wants it. A frame to be cut as UDP may be of either family. */
    static int flags(long bits) {
        int flags = (bits & USO) == USO ? VhostIo.GUEST_USO : 0;
        for (Bit bit : Bit.values()) {
            flags |= bit.isIn(bits) ? bit.flag : 0;
        }
        return flags;
    }

    /** Names of the features that were agreed to, in the order of their numbers, as the standard has them without prefix. */
    public static List<String> names(long bits) {
        List<String> names = new ArrayList<>();
        for (Bit bit : Bit.values()) {
            if (bit.isIn(bits)) {
                names.add(bit.name());
            }
        }
        return names;
    }
}
