package org.taplane.io.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.io.sys.SysException;

/** Addresses that are usable, not yet, or not at all, with duplicate address detection (DAD) at work. */
class LocalAddressTest {
    private static final String LOCAL = "2001:db8::1";

    private final Namespace host = new Namespace();
    private final Namespace other = new Namespace();

    @BeforeEach
    void start() {
        host.ip("link set lo up");
        host.ip("link add under type veth peer name under netns " + other.name());
        other.ip("link set under up");
    }

    @AfterEach
    void stop() {
        host.close();
        other.close();
    }

    @Test
    void anAddressIsTentativeWhileDetectionRuns() {
        // The first probe of DAD goes out a random time later, and none before the link is up at all.
        host.exec("sysctl -q -w net.ipv6.conf.under.dad_transmits=30");
        host.ip("link set under up");
        host.ip("address add " + LOCAL + "/64 dev under");

        assertThat(obstacle(LOCAL)).contains("local address 2001:db8:0:0:0:0:0:1 is tentative");
        endpoint(LOCAL).close();
    }

    @Test
    void aDuplicateIsSaidToBeOne() throws InterruptedException {
        other.ip("address add " + LOCAL + "/64 dev under nodad");
        host.ip("link set under up");
        host.ip("address add " + LOCAL + "/64 dev under");
        String expected = "local address 2001:db8:0:0:0:0:0:1 is a duplicate: another machine has it too";
        for (int i = 0; i < 100 && !obstacle(LOCAL).equals(Optional.of(expected)); i++) {
            Thread.sleep(100);
        }

        assertThat(obstacle(LOCAL)).contains(expected);
    }

    @Test
    void whatNoInterfaceHasIsMissing() {
        assertThat(obstacle("10.98.0.1")).contains("local address 10.98.0.1 is missing");
        assertThatThrownBy(() -> endpoint("10.98.0.1"))
                .isInstanceOf(SysException.class)
                .hasMessageContaining("10.98.0.1")
                .hasMessageContaining("Cannot assign requested address");
    }

    @Test
    void addressesThatTheKernelAcceptsAreUsable() {
        host.ip("address add 10.98.0.2/24 dev under");
        host.ip("route add local 10.97.0.0/24 dev lo");

        assertThat(obstacle("10.98.0.2")).isEmpty();
        assertThat(obstacle("127.1.2.3")).isEmpty();
        assertThat(obstacle("10.97.0.5")).isEmpty();
    }

    private Optional<String> obstacle(String address) {
        return host.netns().call(() -> LocalAddress.obstacle(Settings.address(address)));
    }

    private VxlanEndpoint endpoint(String local) {
        return host.netns().call(() -> VxlanEndpoint.open(Settings.endpoint(local, false), 1));
    }
}
