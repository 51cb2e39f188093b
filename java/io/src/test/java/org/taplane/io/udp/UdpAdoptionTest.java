package org.taplane.io.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taplane.io.sys.Libc;
import org.taplane.io.testkit.Heirs;

class UdpAdoptionTest {
    private final Namespace host = new Namespace();

    @BeforeEach
    void start() {
        host.ip("link set lo up");
        host.ip("link add under type veth peer name other");
        host.ip("link set under up");
        host.ip("link set other up");
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private static EndpointSettings settings(String local, List<EndpointSettings.Group> groups) {
        return new EndpointSettings(Settings.address(local), Settings.PORT, false, groups);
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "1, 3", "3, 1"})
    void anEndpointOutlivesItsOpener(int before, int after) {
        EndpointSettings settings = settings("127.0.0.1", List.of());
        VxlanEndpoint first = host.netns().call(() -> VxlanEndpoint.open(settings, before));
        try (VxlanEndpoint adopted =
                host.netns().call(() -> VxlanEndpoint.adopt(settings, after, Heirs.of(first.shardFds()), List.of()))) {
            first.close();
            assertThat(adopted.shardFds()).hasSize(after);
            assertThat(host.exec("ss -Hlun sport = " + Settings.PORT).lines()).hasSize(after);
        }
        assertThat(host.exec("ss -Hlun sport = " + Settings.PORT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 239.1.1.1, 010101EF", "::1, ff05::42, ff050000000000000000000000000042"})
    void aGroupThatIsJoinedStaysJoined(String local, String group, String listed) {
        EndpointSettings.Group under = new EndpointSettings.Group(Settings.address(group), "under");
        EndpointSettings settings = settings(local, List.of(under));
        VxlanEndpoint first = host.netns().call(() -> VxlanEndpoint.open(settings, 1));
        try (VxlanEndpoint adopted = host.netns()
                .call(() -> VxlanEndpoint.adopt(settings, 1, Heirs.of(first.shardFds()), Heirs.of(first.groupFds())))) {
            first.close();
            assertThat(memberships()).contains(listed);
            GroupMembership membership = adopted.membership(under).orElseThrow();
            membership.join(host.netns().call(() -> Libc.if_nametoindex("under")));
            assertThat(memberships()).contains(listed);
            membership.leave();
            assertThat(memberships()).doesNotContain(listed);
        }
    }

    @Test
    void aPoolKeepsItsSourcePorts() {
        UdpSender first = host.netns().call(() -> UdpSender.open(Settings.sender("127.0.0.1", false)));
        String ports = host.exec("ss -Hun -a");
        try (UdpSender adopted =
                host.netns().call(() -> UdpSender.adopt(Settings.sender("127.0.0.1", false), Heirs.of(first.fds())))) {
            first.close();
            assertThat(adopted.sockets()).isEqualTo(first.sockets());
            assertThat(host.exec("ss -Hun -a")).isEqualTo(ports);
        }
    }

    private String memberships() {
        return host.exec("cat /proc/net/igmp /proc/net/igmp6");
    }
}
