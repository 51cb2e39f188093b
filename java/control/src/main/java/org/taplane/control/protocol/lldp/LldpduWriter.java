package org.taplane.control.protocol.lldp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.taplane.wire.Ethernet;

/** Writes an LLDPDU into a frame to the nearest bridge (IEEE 802.1AB 7.1 to 7.4, 8.2). */
public final class LldpduWriter {
    /** The shortest Ethernet frame without FCS (IEEE 802.3 clause 3.2.8). */
    private static final int MIN_FRAME = 60;

    private static final int LONGEST = 1514;

    private final ByteBuffer frame = ByteBuffer.allocate(LONGEST);

    private LldpduWriter() {}

    /**
     * The whole frame of an LLDPDU.
     *
     * @param source address that the frame is from, the low 48 bits
     */
    public static byte[] write(Lldpdu lldpdu, long source) {
        return new LldpduWriter().frame(lldpdu, source);
    }

    private byte[] frame(Lldpdu lldpdu, long source) {
        address(Ethernet.NEAREST_BRIDGE);
        address(source);
        frame.putShort((short) Ethernet.TYPE_LLDP);
        identifier(Tlv.CHASSIS_ID, lldpdu.chassis().kind().ofChassis(), lldpdu.chassis());
        identifier(Tlv.PORT_ID, lldpdu.port().kind().ofPort(), lldpdu.port());
        header(Tlv.TIME_TO_LIVE, 2).putShort((short) lldpdu.ttl());
        text(Tlv.PORT_DESCRIPTION, lldpdu.portDescription());
        text(Tlv.SYSTEM_NAME, lldpdu.systemName());
        text(Tlv.SYSTEM_DESCRIPTION, lldpdu.systemDescription());
        if (!lldpdu.capabilities().isEmpty()) {
            header(Tlv.CAPABILITIES, 4)
                    .putShort((short) Capability.bits(lldpdu.capabilities()))
                    .putShort((short) Capability.bits(lldpdu.enabled()));
        }
        lldpdu.portVlan()
                .ifPresent(vlan ->
                        header(Tlv.ORGANIZATION, 6).putInt(Tlv.PORT_VLAN_ID).putShort((short) vlan));
        header(Tlv.END, 0);
        return Arrays.copyOf(frame.array(), Math.max(MIN_FRAME, frame.position()));
    }

    private void address(long address) {
        frame.putShort((short) (address >>> 32)).putInt((int) address);
    }

    private ByteBuffer header(int type, int length) {
        return frame.putShort((short) Tlv.header(type, length));
    }

    private void identifier(int type, int subtype, Identifier identifier) {
        byte[] bytes = identifier.bytes();
        header(type, 1 + bytes.length).put((byte) subtype).put(bytes);
    }

    private void text(int type, Optional<String> text) {
        text.ifPresent(present -> {
            byte[] bytes = cut(present.getBytes(StandardCharsets.UTF_8));
            header(type, bytes.length).put(bytes);
        });
    }

    /** What is longer than a TLV takes ends before the character that does not fit. */
    private static byte[] cut(byte[] utf8) {
        int end = Math.min(utf8.length, Tlv.MAX_TEXT);
        while (end > 0 && end < utf8.length && (utf8[end] & 0xc0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(utf8, end);
    }
}
