package org.taplane.io.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taplane.io.sys.Libc;

/** Memberships on devices that are deleted and made again, more often than a socket may have memberships at a time. */
class GroupMembershipTest {
    private static final int TIMES = 25;

    private final Namespace host = new Namespace();

    @BeforeEach
    void start() {
        host.ip("link set lo up");
        host.exec("sysctl -q -w net.ipv6.conf.default.accept_dad=0");
        make();
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 239.1.1.1, 010101EF", "::1, ff05::42, ff050000000000000000000000000042"})
    void aDeviceMadeAgainIsJoinedAgain(String local, String group, String listed) {
        EndpointSettings.Group under = new EndpointSettings.Group(Settings.address(group), "under");
        EndpointSettings settings = new EndpointSettings(Settings.address(local), Settings.PORT, false, List.of(under));
        try (VxlanEndpoint endpoint = host.netns().call(() -> VxlanEndpoint.open(settings, 1))) {
            GroupMembership membership = endpoint.membership(under).orElseThrow();
            for (int i = 0; i < TIMES; i++) {
                host.ip("link delete under");
                make();
                assertThat(memberships()).doesNotContain(listed);
                membership.join(host.netns().call(() -> Libc.if_nametoindex("under")));
                assertThat(memberships()).contains(listed);
            }
            membership.leave();
            assertThat(memberships()).doesNotContain(listed);
        }
    }

    private void make() {
        host.ip("link add under type veth peer name other");
        host.ip("link set under up");
    }

    private String memberships() {
        return host.exec("cat /proc/net/igmp /proc/net/igmp6");
    }
}
