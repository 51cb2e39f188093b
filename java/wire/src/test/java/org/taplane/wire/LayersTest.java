package org.taplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcap4j.packet.EthernetPacket;

final class LayersTest {
    private static final String MACS = "0200000000020200000000" + "01";
    private static final String IPV6_ADDRESSES =
            "20010db8000000000000000000000001" + "20010db8000000000000000000000002";

    @Property
    void anyBytesHaveAnAnswer(@ForAll @Size(max = 200) byte[] bytes) {
        assertAnswerIsInside(bytes);
    }

    /** Garbage behind a type that leads into the IP parsers, which fully random bytes hardly ever do. */
    @Property
    void anyBytesBehindATypeHaveAnAnswer(
            @ForAll @Size(max = 200) byte[] bytes, @ForAll @IntRange(max = 5) int kind, @ForAll boolean tagged) {
        byte[] types = HexFormat.of()
                .parseHex((tagged ? "8100f00a" : "")
                        + switch (kind) {
                            case 0 -> "080045";
                            case 1 -> "08004f";
                            case 2 -> "86dd60000000";
                            case 3 -> "86dd60000000" + "0040" + "00";
                            case 4 -> "8100";
                            default -> "88a8";
                        });
        byte[] frame = new byte[12 + types.length + bytes.length];
        System.arraycopy(types, 0, frame, 12, types.length);
        System.arraycopy(bytes, 0, frame, 12 + types.length, bytes.length);
        assertAnswerIsInside(frame);
    }

    @Property(tries = 100)
    @Domain(Packets.class)
    @Domain(DomainContext.Global.class)
    void everyTruncationHasAnAnswer(@ForAll EthernetPacket packet) {
        byte[] whole = packet.getRawData();
        for (int length = 0; length < whole.length; length++) {
            assertAnswerIsInside(Arrays.copyOf(whole, length));
        }
    }

    /** Frames that end where the slab ends. */
    @Example
    void everyLengthHasAnAnswer() {
        byte[] garbage = new byte[70_000];
        new Random(1).nextBytes(garbage);
        Slab slab = Slab.copyOf(garbage);
        byte[] header = hex(MACS + "0800" + HexFormat.of().formatHex(ipv4("0000")));
        for (int length = 0; length <= garbage.length; length++) {
            int start = garbage.length - length;
            assertAnswerIsInside(slab, start, length);
            slab.putBytes(start, header, 0, Math.min(length, header.length));
            assertAnswerIsInside(slab, start, length);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "06,            , 40, 6, no extension header",
        "00, 0600000000000000, 48, 6, hop-by-hop",
        "00, 2b000000000000001100000000000000, 56, 17, hop-by-hop and routing",
        "33, 0604000000000000000000000000000000000000000000ff, 64, 6, authentication",
        "3c, 06010000000000000000000000000000, 56, 6, destination options of 16 bytes",
        "3b, 0000000000000000, 40, 59, no next header",
    })
    void walksOverExtensionHeaders(String first, String extensions, int upper, int protocol) {
        byte[] packet = ipv6(first, (extensions == null ? "" : extensions) + "00".repeat(20));
        int chain = Ipv6.chain(Slab.copyOf(packet), 0, packet.length);

        assertThat(Ipv6.upper(chain)).isEqualTo(upper);
        assertThat(Ipv6.protocol(chain)).isEqualTo(protocol);
        assertThat(Ipv6.isFragment(chain)).isFalse();
    }

    @Example
    void fragmentsAreRecognised() {
        byte[] ipv6 = ipv6("3c", "2c00000000000000" + "0600000100000001" + "00".repeat(20));
        int chain = Ipv6.chain(Slab.copyOf(ipv6), 0, ipv6.length);
        assertThat(Ipv6.isFragment(chain)).isTrue();

        for (String bits : new String[] {"2000", "0001", "3fff"}) {
            assertThat(isFragment(ipv4(bits))).as(bits).isTrue();
        }
        for (String bits : new String[] {"0000", "4000"}) {
            assertThat(isFragment(ipv4(bits))).as(bits).isFalse();
        }
    }

    @Example
    void extensionHeadersThatLieAreBroken() {
        byte[] beyond = ipv6("00", "0602" + "00".repeat(20));
        byte[] fragmentBeyond = ipv6("00", "2c04" + "00".repeat(20));
        byte[] endless = ipv6("00", "0000000000000000".repeat(9));

        assertThat(Ipv6.chain(Slab.copyOf(beyond), 0, beyond.length)).isEqualTo(Ipv6.BROKEN);
        assertThat(Ipv6.chain(Slab.copyOf(fragmentBeyond), 0, fragmentBeyond.length))
                .isEqualTo(Ipv6.BROKEN);
        assertThat(Ipv6.chain(Slab.copyOf(endless), 0, endless.length)).isEqualTo(Ipv6.BROKEN);
    }

    @Example
    void looksThroughTwoTags() {
        byte[] twice =
                hex(MACS + "88a80064" + "81000005" + "0800" + HexFormat.of().formatHex(ipv4("0000")));

        long layers = Layers.of(Slab.copyOf(twice), 0, twice.length);
        assertThat(Layers.network(layers)).isEqualTo(22);
        assertThat(Layers.isWhole(layers, Tcp.PROTOCOL)).isTrue();
    }

    private static boolean isFragment(byte[] ipv4) {
        return Ipv4.isFragment(Slab.copyOf(ipv4), 0);
    }

    private static void assertAnswerIsInside(byte[] frame) {
        assertAnswerIsInside(Slab.copyOf(frame), 0, frame.length);
    }

    private static void assertAnswerIsInside(Slab slab, int start, int length) {
        long layers = Layers.of(slab, start, length);
        FlowHash.of(slab, start, length);
        if (!Layers.isIp(layers)) {
            assertThat(layers).isEqualTo(Layers.NONE);
            return;
        }
        assertThat(Layers.network(layers)).isGreaterThanOrEqualTo(Ethernet.HEADER);
        assertThat(Layers.transport(layers)).isBetween(Layers.network(layers) + Ipv4.HEADER, Layers.end(layers));
        assertThat(Layers.end(layers)).isLessThanOrEqualTo(length);
    }

    private static byte[] ipv4(String fragmentBits) {
        return hex("4500002800ff" + fragmentBits + "40060000" + "0a000001" + "0a000002" + "00".repeat(20));
    }

    private static byte[] ipv6(String nextHeader, String payload) {
        return hex("60000000" + "%04x".formatted(payload.length() / 2) + nextHeader + "40" + IPV6_ADDRESSES + payload);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
