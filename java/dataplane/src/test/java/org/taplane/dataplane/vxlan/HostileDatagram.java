package org.taplane.dataplane.vxlan;

import java.nio.ByteBuffer;
import java.util.List;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.fuzz.Script;
import org.taplane.dataplane.tunnel.VtepAddress;

/**
 * A datagram as anybody may send it.
 *
 * <pre>
 *   u8       sender: one of {@link #SENDERS}
 *   u8       outer TOS
 *   u8       0: the content is the datagram; else it is the frame behind a good VXLAN header with one of {@link #VNIS}
 *   content  {@link Script#content}
 * </pre>
 */
final class HostileDatagram {
    private static final List<VtepAddress> SENDERS = List.of(
            Vtep.PEER,
            Vtep.address("10.0.0.3"),
            Vtep.address("fd00::9"),
            Vtep.LOCAL,
            Vtep.address("0.0.0.0"),
            Vtep.address("224.0.0.5"),
            Vtep.address("255.255.255.255"));
    private static final int[] VNIS = {42, 10_010, 10_020, 43};
    private static final int HEADER = 8;
    private static final int OUTER_TOS = 23;
    private static final int SOURCE = 48;

    private final VtepAddress sender;
    private final int tos;
    private final byte[] bytes;

    private HostileDatagram(VtepAddress sender, int tos, byte[] bytes) {
        this.sender = sender;
        this.tos = tos;
        this.bytes = bytes;
    }

    static HostileDatagram read(Script script) {
        VtepAddress sender = SENDERS.get(script.u8() % SENDERS.size());
        int tos = script.u8();
        int header = script.u8();
        byte[] content = script.content();
        return new HostileDatagram(sender, tos, header == 0 ? content : behind(VNIS[header % VNIS.length], content));
    }

    private static byte[] behind(int vni, byte[] frame) {
        return ByteBuffer.allocate(HEADER + frame.length)
                .putInt(0x0800_0000)
                .putInt(vni << 8)
                .put(frame)
                .array();
    }

    byte[] bytes() {
        return bytes;
    }

    /** Writes datagram and descriptor; the datagram starts at {@code start}. */
    void load(Burst burst, int number, int start) {
        burst.set(number, start, bytes.length);
        burst.slab().putBytes(start, bytes, 0, bytes.length);
        burst.slab().putU8(number * Burst.DESCRIPTOR + OUTER_TOS, tos);
        burst.slab().putU64(number * Burst.DESCRIPTOR + SOURCE, sender.high());
        burst.slab().putU64(number * Burst.DESCRIPTOR + SOURCE + 8, sender.low());
    }
}
