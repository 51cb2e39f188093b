package org.taplane.dataplane.vxlan;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.tunnel.PathMtus;
import org.taplane.dataplane.tunnel.TunnelSettings;
import org.taplane.dataplane.tunnel.UnderlayAddress;
import org.taplane.dataplane.tunnel.VniMap;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.wire.Icmpv6;
import org.taplane.wire.Slab;

/** Routers' messages to an endpoint behind the host, written out byte by byte. */
class PathNewsTest {
    private static final VtepAddress LOCAL6 = Vtep.address("fd00::1");
    private static final VtepAddress PEER6 = Vtep.address("fd00::2");
    private static final int ICMP = 34;
    private static final int QUOTED = 42;

    private final Vtep vtep = Vtep.of(Vtep.settings());
    private final Vtep vtep6 = Vtep.of(new TunnelSettings(
            LOCAL6, VniMap.single(42), List.of(PEER6), Optional.empty(), false, false, OptionalInt.of(0), Vtep.MTU));

    @ParameterizedTest
    @CsvSource({"1400, 1350", "1300, 1250", "576, 526", "68, 526", "0, 526"})
    void aLimitIsLearned(int mtu, int expected) {
        receive(fragmentationNeeded(mtu, packet -> {}));

        assertThat(vtep.tunnel.paths().mtu(1)).isEqualTo(expected);
        assertThat(otherTraffic(vtep)).isZero();
    }

    @Test
    void aLimitNeverRisesByNews() {
        receive(fragmentationNeeded(1300, packet -> {}));
        receive(fragmentationNeeded(1400, packet -> {}));

        assertThat(vtep.tunnel.paths().mtu(1)).isEqualTo(1250);
    }

    @Test
    void aMessageAboutSomethingElseIsNoNews() {
        receive(fragmentationNeeded(1400, packet -> packet.put(ICMP, (byte) 11)));
        receive(fragmentationNeeded(1400, packet -> packet.put(ICMP + 1, (byte) 3)));
        receive(fragmentationNeeded(1400, packet -> packet.put(QUOTED + 9, (byte) 6)));
        receive(fragmentationNeeded(1400, packet -> packet.putInt(QUOTED + 12, 0x0a00_0009)));
        receive(fragmentationNeeded(1400, packet -> packet.putShort(QUOTED + 22, (short) 53)));
        receive(fragmentationNeeded(1400, packet -> packet.put(QUOTED, (byte) 0x4f)));
        byte[] wrongChecksum = fragmentationNeeded(1400, packet -> {});
        wrongChecksum[ICMP + 2]++;
        receive(wrongChecksum);

        assertThat(vtep.tunnel.paths().mtu(1)).isEqualTo(PathMtus.UNLIMITED);
        assertThat(otherTraffic(vtep)).isEqualTo(7);
    }

    @Test
    void aRemoteThatNobodyKnowsIsNobodys() {
        receive(fragmentationNeeded(1400, packet -> packet.putInt(QUOTED + 16, 0x0a00_0063)));

        assertThat(vtep.tunnel.paths().mtu(1)).isEqualTo(PathMtus.UNLIMITED);
        assertThat(otherTraffic(vtep)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1400, 1330", "1280, 1210", "1000, 1210"})
    void aLimitIsLearnedOverIpv6(int mtu, int expected) {
        vtep6.add(packetTooBig(mtu));
        vtep6.receiveUnderlay(new UnderlayAddress(LOCAL6, 4789, false));

        assertThat(vtep6.tunnel.paths().mtu(1)).isEqualTo(expected);
        assertThat(otherTraffic(vtep6)).isZero();
    }

    @Property
    void whateverComesIsCountedOrLearned(@ForAll @Size(max = 80) byte[] junk) {
        Vtep any = Vtep.of(Vtep.settings());
        byte[] frame = fragmentationNeeded(1400, packet -> packet.put(ICMP, junk, 0, Math.min(junk.length, 36)));
        any.add(frame);
        any.receiveUnderlay(new UnderlayAddress(Vtep.LOCAL, 4789, false));

        assertThat(otherTraffic(any)).isLessThanOrEqualTo(1);
    }

    private void receive(byte[] frame) {
        vtep.add(frame);
        vtep.receiveUnderlay(new UnderlayAddress(Vtep.LOCAL, 4789, false));
    }

    private static long otherTraffic(Vtep vtep) {
        return vtep.counters().drops(DropReason.UNDERLAY_OTHER_TRAFFIC);
    }

    /** From a router to the endpoint; {@code change} comes before the ICMP checksum. */
    private static byte[] fragmentationNeeded(int mtu, Consumer<ByteBuffer> change) {
        ByteBuffer frame = ByteBuffer.allocate(14 + 20 + 8 + 20 + 8);
        frame.putInt(0x0200_0000).putInt(0x00aa_0200).putInt(0x0000_00bb).putShort((short) 0x0800);
        frame.putShort((short) 0x4500).putShort((short) 56).putInt(0).putShort((short) 0x4001);
        frame.putShort((short) 0).putInt(0x0a00_00fe).putInt(0x0a00_0001);
        frame.putInt(0x0304_0000).putInt(mtu);
        frame.putShort((short) 0x4500).putShort((short) 1500).putInt(0x4000).putShort((short) 0x4011);
        frame.putShort((short) 0).putInt(0x0a00_0001).putInt(0x0a00_0002);
        frame.putShort((short) 50_000)
                .putShort((short) 4789)
                .putShort((short) 1480)
                .putShort((short) 0);
        change.accept(frame);
        frame.putShort(ICMP + 2, checksum(frame, ICMP, 36));
        return frame.array();
    }

    private static byte[] packetTooBig(int mtu) {
        int ip = 14;
        int icmp = ip + 40;
        ByteBuffer frame = ByteBuffer.allocate(icmp + 8 + 40 + 8);
        frame.putInt(0x0200_0000).putInt(0x00aa_0200).putInt(0x0000_00bb).putShort((short) 0x86dd);
        frame.putInt(0x6000_0000).putShort((short) 56).put((byte) 58).put((byte) 64);
        frame.put(bytes("fd00::fe")).put(bytes("fd00::1"));
        frame.position(icmp + 8);
        frame.putInt(0x6000_0000).putShort((short) 1460).put((byte) 17).put((byte) 64);
        frame.put(bytes("fd00::1")).put(bytes("fd00::2"));
        frame.putShort((short) 50_000)
                .putShort((short) 4789)
                .putShort((short) 1460)
                .putShort((short) 0);
        Slab slab = Slab.copyOf(frame.array());
        Icmpv6.writePacketTooBig(slab, ip, icmp, 56, mtu);
        return slab.bytes(0, slab.size());
    }

    private static byte[] bytes(String address) {
        return InetAddress.ofLiteral(address).getAddress();
    }

    private static short checksum(ByteBuffer bytes, int at, int length) {
        bytes.putShort(at + 2, (short) 0);
        int sum = 0;
        for (int i = 0; i < length; i += 2) {
            sum += bytes.getShort(at + i) & 0xffff;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (short) ~sum;
    }
}
