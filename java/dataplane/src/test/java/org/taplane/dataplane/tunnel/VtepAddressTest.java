package org.taplane.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class VtepAddressTest {
    private static VtepAddress address(String text) {
        return VtepAddress.of(InetAddress.ofLiteral(text));
    }

    @Test
    void ipv4IsMapped() {
        VtepAddress address = address("10.98.0.255");

        assertThat(address).isEqualTo(new VtepAddress(0, 0x0000_ffff_0a62_00ffL));
        assertThat(address.isIpv4()).isTrue();
        assertThat(address).hasToString("10.98.0.255");
    }

    @Test
    void ipv6IsAsItIs() {
        VtepAddress address = address("fd00:98::ff");

        assertThat(address).isEqualTo(new VtepAddress(0xfd00_0098_0000_0000L, 0xff));
        assertThat(address.isIpv4()).isFalse();
        assertThat(address.toInetAddress()).isEqualTo(InetAddress.ofLiteral("fd00:98::ff"));
    }

    @Test
    void groupsAreRecognised() {
        assertThat(address("239.1.1.1").isMulticast()).isTrue();
        assertThat(address("224.0.0.0").isMulticast()).isTrue();
        assertThat(address("240.0.0.1").isMulticast()).isFalse();
        assertThat(address("ff05::1").isMulticast()).isTrue();
        assertThat(address("fe80::1").isMulticast()).isFalse();
    }
}
