package org.taplane.control.protocol.lldp;

/**
 * What an LLDPDU is made of: type, length, value (IEEE 802.1AB 8.4).
 *
 * <pre>
 *   0                   1
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |    Type     |     Length      |  Value, 0 to 511 bytes ...
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
final class Tlv {
    /** Bytes of type and length. */
    static final int HEADER = 2;

    static final int MAX_LENGTH = 511;

    /** Bytes of the longest identifier or text in one (8.5.2.3, 8.5.6.3). */
    static final int MAX_TEXT = 255;

    static final int END = 0;
    static final int CHASSIS_ID = 1;
    static final int PORT_ID = 2;
    static final int TIME_TO_LIVE = 3;
    static final int PORT_DESCRIPTION = 4;
    static final int SYSTEM_NAME = 5;
    static final int SYSTEM_DESCRIPTION = 6;
    static final int CAPABILITIES = 7;
    static final int ORGANIZATION = 127;

    /** Organization (IEEE 802.1) and subtype of the port VLAN ID (IEEE 802.1Q D.2.1). */
    static final int PORT_VLAN_ID = 0x0080_c201;

    private Tlv() {}

    static int type(int header) {
        return header >>> 9;
    }

    static int length(int header) {
        return header & MAX_LENGTH;
    }

    static int header(int type, int length) {
        return type << 9 | length;
    }
}
