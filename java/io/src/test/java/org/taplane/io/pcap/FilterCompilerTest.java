package org.taplane.io.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.dataplane.capture.BpfMachine;
import org.taplane.wire.Slab;

/** What libpcap makes of filters, and what is said of those that are none. */
final class FilterCompilerTest {
    private static final String ADDRESSES = "020000000002020000000001";
    private static final String PING = "08004500001c0001000040010000c0000201c00002020800000000000000";

    @Test
    void aFilterLetsThroughWhatItSays() throws FilterException {
        assertThat(accepts("icmp and host 192.0.2.1", ADDRESSES + PING)).isTrue();
        assertThat(accepts("icmp and host 192.0.2.9", ADDRESSES + PING)).isFalse();
        assertThat(accepts("tcp", ADDRESSES + PING)).isFalse();
    }

    @Test
    void aTagIsWhereItIsInTheFrame() throws FilterException {
        String tagged = ADDRESSES + "8100000a" + PING;
        assertThat(accepts("vlan 10 and icmp", tagged)).isTrue();
        assertThat(accepts("vlan 11", tagged)).isFalse();
        assertThat(accepts("icmp", tagged)).isFalse();
    }

    @Test
    void noExpressionLetsEverythingThrough() throws FilterException {
        assertThat(accepts("", "00")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tcp port", "no such thing here", "host", "((((", "vlan 99999999999999", "ip[99999999999:8]"})
    void whatIsNoFilterIsRefusedWithTheReason(String expression) {
        assertThatThrownBy(() -> FilterCompiler.compile(expression, 96))
                .isInstanceOf(FilterException.class)
                .hasMessageStartingWith("the filter does not compile: ");
    }

    /** The one would jump backwards, the other asks what only the kernel knows. */
    @ParameterizedTest
    @ValueSource(strings = {"ip6 protochain 17", "inbound"})
    void whatCannotBeRunIsRefused(String expression) {
        assertThatThrownBy(() -> FilterCompiler.compile(expression, 96))
                .isInstanceOf(FilterException.class)
                .hasMessageStartingWith("the filter cannot be run here: instruction ");
    }

    @Test
    @Timeout(10)
    void theLongestIsCompiledSoonAndWhatIsLongerIsRefused() throws FilterException {
        StringBuilder nets = new StringBuilder("net 10");
        for (int i = 11; nets.length() + 10 < FilterCompiler.MAX_LENGTH; i++) {
            nets.append(" or net ").append(i);
        }
        assertThat(accepts(nets.toString(), ADDRESSES + PING)).isFalse();
        assertThatThrownBy(() -> FilterCompiler.compile(nets + " or net 192", 96))
                .isInstanceOf(FilterException.class)
                .hasMessage("the filter is too long: at most 1024 bytes");
    }

    @Test
    void aZeroByteDoesNotHideTheRest() {
        assertThatThrownBy(() -> FilterCompiler.compile("icmp\0 or nonsense", 96))
                .isInstanceOf(FilterException.class)
                .hasMessage("the filter has a zero byte");
    }

    private static boolean accepts(String expression, String frame) throws FilterException {
        byte[] bytes = HexFormat.of().parseHex(frame);
        return new BpfMachine().run(FilterCompiler.compile(expression, 96), Slab.copyOf(bytes), 0, bytes.length) != 0;
    }
}
