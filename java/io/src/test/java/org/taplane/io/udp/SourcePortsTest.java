package org.taplane.io.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.tunnel.SourcePorts;
import org.taplane.io.sys.SysException;

/** Which ports a tunnel's sockets take, as the kernel lists them. */
class SourcePortsTest {
    private static final Pattern LOCAL_PORT = Pattern.compile("(?m)^ *[0-9]+: [0-9A-F]+:([0-9A-F]{4}) ");

    private final Namespace host = new Namespace();

    @BeforeEach
    void start() {
        host.ip("link set lo up");
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void asManyAsAskedForOutOfTheRange() {
        try (UdpSender sender = open("127.0.0.1", 20_000, 20_999, 32)) {
            assertThat(sender.sockets()).isEqualTo(32);
            assertThat(ports("udp")).hasSize(32).allMatch(port -> port >= 20_000 && port <= 20_999);
        }
    }

    @Test
    void reservedPortsAreLeftAlone() {
        reserve("20001,20003-20004");
        try (UdpSender sender = open("127.0.0.1", 20_000, 20_005, 6)) {
            assertThat(sender.sockets()).isEqualTo(3);
            assertThat(ports("udp")).containsExactlyInAnyOrder(20_000, 20_002, 20_005);
        }
    }

    @Test
    void theyAreReservedOverIpv6AsWell() {
        reserve("20000-20004");
        try (UdpSender _ = open("::1", 20_000, 20_005, 6)) {
            assertThat(ports("udp6")).containsExactly(20_005);
        }
    }

    @Test
    void portsOfOthersAndTheTunnelsOwnAreNoneOfThem() {
        try (UdpSender _ = open("127.0.0.1", Settings.PORT - 1, Settings.PORT + 1, 1);
                UdpSender rest = open("127.0.0.1", Settings.PORT - 1, Settings.PORT + 1, 3)) {
            assertThat(rest.sockets()).isEqualTo(1);
            assertThat(ports("udp")).containsExactlyInAnyOrder(Settings.PORT - 1, Settings.PORT + 1);
        }
    }

    @Test
    void noneAtAllIsRefusedInWords() {
        reserve("20000-20005");
        assertThatThrownBy(() -> open("127.0.0.1", 20_000, 20_005, 6))
                .isInstanceOf(SysException.class)
                .hasMessage("no UDP port of 127.0.0.1 from 20000-20005 is free");
    }

    @Test
    void whatTheKernelPrintsIsRead() {
        ReservedPorts reserved = ReservedPorts.parse("5,10-12,65535\n");

        assertThat(List.of(5, 10, 11, 12, 65_535)).allMatch(reserved::contains);
        assertThat(List.of(4, 6, 9, 13, 65_534)).noneMatch(reserved::contains);
        assertThat(ReservedPorts.parse("\n").contains(0)).isFalse();
    }

    private UdpSender open(String local, int first, int last, int flows) {
        SenderSettings settings = new SenderSettings(
                Settings.address(local),
                Settings.PORT,
                new SourcePorts(first, last, flows),
                64,
                OptionalInt.empty(),
                false,
                Optional.empty());
        return host.netns().call(() -> UdpSender.open(settings));
    }

    private void reserve(String ports) {
        host.exec("sysctl -q -w net.ipv4.ip_local_reserved_ports=" + ports);
    }

    private List<Integer> ports(String protocol) {
        return LOCAL_PORT
                .matcher(host.exec("cat /proc/net/" + protocol))
                .results()
                .map(SourcePortsTest::port)
                .toList();
    }

    private static int port(MatchResult line) {
        return Integer.parseInt(line.group(1), 16);
    }
}
