package org.taplane.control.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every byte is written out here, with the checksums as scapy computes them. */
class FrameRecipeTest {
    private static final String ADDRESSES = "020000000002" + "020000000001";
    private static final FrameRecipe PLAIN = new FrameRecipe(0x0200_0000_0001L, 0x0200_0000_0002L, OptionalInt.empty());
    private static final FrameRecipe TAGGED = new FrameRecipe(0x0200_0000_0001L, 0x0200_0000_0002L, OptionalInt.of(10));

    private static String hex(byte[] frame) {
        return HexFormat.of().formatHex(frame);
    }

    /** The sum of the 16-bit words, carries folded in: 0xffff over anything with a right checksum. */
    private static int sum(String hex) {
        int sum = 0;
        for (int at = 0; at < hex.length(); at += 4) {
            sum += Integer.parseInt(hex.substring(at, at + 4), 16);
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    @Test
    void tcpIsTheFirstPacketOfAConnection() throws FrameException {
        String frame = hex(PLAIN.tcp("10.0.0.1:1000-10.0.0.2:80"));
        assertThat(frame).hasSize(2 * 60).startsWith(ADDRESSES + "0800" + "450000280000000040 06".replace(" ", ""));
        String ip = frame.substring(28, 28 + 40);
        String tcp = frame.substring(68, 68 + 40);
        assertThat(sum(ip)).isEqualTo(0xffff);
        assertThat(ip).endsWith("0a0000010a000002");
        assertThat(tcp).startsWith("03e800500000000000000000" + "5002faf0");
        assertThat(sum(tcp + "0a0000010a000002" + "0006" + "0014")).isEqualTo(0xffff);
    }

    @Test
    void udpOverIpv6HasATagIfAsked() throws FrameException {
        String frame = hex(TAGGED.udp("[2001:db8::1]:5353→[2001:db8::2]:53"));
        assertThat(frame).hasSize(2 * (18 + 48)).startsWith(ADDRESSES + "8100000a" + "86dd" + "6000000000081140");
        String addresses = frame.substring(36 + 16, 36 + 80);
        assertThat(addresses).isEqualTo("20010db8000000000000000000000001" + "20010db8000000000000000000000002");
        String udp = frame.substring(36 + 80);
        assertThat(udp).startsWith("14e9" + "0035" + "0008");
        assertThat(sum(udp + addresses + "0008" + "0011")).isEqualTo(0xffff);
    }

    @Test
    void icmpIsAnEchoRequestOfTheAddressesFamily() throws FrameException {
        assertThat(hex(PLAIN.icmp("10.0.0.1-10.0.0.2")).substring(68, 84)).isEqualTo("0800f7ff00000000");
        String six = hex(PLAIN.icmp("fe80::1->fe80::2"));
        assertThat(six.substring(28, 44)).isEqualTo("6000000000083a40");
        String icmp = six.substring(28 + 80, 28 + 96);
        assertThat(icmp).startsWith("8000").endsWith("00000000");
        assertThat(sum(icmp + six.substring(44, 108) + "0008" + "003a")).isEqualTo(0xffff);
    }

    @Test
    void arpAsksWhoHasTheDestination() throws FrameException {
        assertThat(hex(PLAIN.arp("10.0.0.1-10.0.0.2")))
                .startsWith(ADDRESSES + "0806" + "0001080006040001" + "0200000000010a000001" + "0000000000000a000002");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.1:1",
                "10.0.0.1-10.0.0.2",
                "10.0.0.1:1-10.0.0.2:65536",
                "10.0.0.1:1-[fe80::1]:2",
                "localhost:1-10.0.0.1:2",
                "10.0.0.256:1-10.0.0.1:2",
                "10.0.0.1:1-10.0.0.2:2-10.0.0.3:3",
                "[fe80::1::2]:1-[fe80::2]:2"
            })
    void whatIsNoConversationIsRefused(String text) {
        assertThatThrownBy(() -> PLAIN.tcp(text))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining("expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe80::1-fe80::2", "10.0.0.1-host", "10.0.0-10.0.0.2", "::1.2.3-::1"})
    void arpIsOfIpv4Addresses(String text) {
        assertThatThrownBy(() -> PLAIN.arp(text))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining("expected");
    }
}
