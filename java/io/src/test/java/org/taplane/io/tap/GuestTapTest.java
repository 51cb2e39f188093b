package org.taplane.io.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.io.sys.SysException;
import org.taplane.io.testkit.TestNetns;
import org.taplane.io.testkit.Unprivileged;

class GuestTapTest {
    private static final int OWNER = 64_001;
    private static final int OTHER = 64_002;

    private TestNetns inside;

    @BeforeEach
    void open() {
        inside = TestNetns.create();
    }

    @AfterEach
    void close() {
        inside.close();
    }

    private GuestTapSpec spec(OptionalInt owner, OptionalInt group, boolean multiQueue, boolean persist) {
        return new GuestTapSpec("vm", inside.netns(), 2, 9000, owner, group, multiQueue, persist);
    }

    private GuestTapSpec ofOwner(boolean multiQueue, boolean persist) {
        return spec(OptionalInt.of(OWNER), OptionalInt.empty(), multiQueue, persist);
    }

    @Test
    void theDeviceIsSetUpAndHasNoAddressOfTheMachine() {
        try (GuestTap _ = GuestTap.open(ofOwner(false, false))) {
            assertThat(inside.ip("-d -j link show vm"))
                    .contains("\"type\":\"tap\"", "\"persist\":true", "\"multi_queue\":false", "\"mtu\":9000")
                    .contains("\"UP\"", "\"NO-CARRIER\"", "\"inet6_addr_gen_mode\":\"none\"");
        }
        assertThat(inside.ip("-j link show")).doesNotContain("vm");
    }

    @Test
    void onlyTheOwnerOpensIt() {
        try (GuestTap _ = GuestTap.open(ofOwner(false, false))) {
            assertThat(Unprivileged.opens(inside, OTHER, "vm", false)).isFalse();
            assertThat(Unprivileged.opens(inside, OWNER, "vm", false)).isTrue();
        }
    }

    @Test
    void onlyMembersOfTheGroupOpenIt() {
        try (GuestTap _ = GuestTap.open(spec(OptionalInt.empty(), OptionalInt.of(OWNER), true, false))) {
            assertThat(Unprivileged.opens(inside, OTHER, "vm", true)).isFalse();
            assertThat(Unprivileged.opens(inside, OWNER, "vm", true)).isTrue();
        }
    }

    @Test
    void whatPersistsIsTakenAgain() {
        GuestTap.open(ofOwner(true, true)).close();
        assertThat(inside.ip("-j link show")).contains("\"ifname\":\"vm\"");
        GuestTap.open(ofOwner(true, false)).close();
        assertThat(inside.ip("-j link show")).doesNotContain("vm");
    }

    @Test
    void whatTheAdministratorHasMadeTheSameWayIsTaken() {
        inside.ip("tuntap add dev vm mode tap user " + OWNER);
        try (GuestTap tap = GuestTap.open(ofOwner(false, false))) {
            assertThat(tap.exists()).isTrue();
        }
    }

    @Test
    void whatIsOtherwiseIsRefusedAndStays() {
        inside.ip("tuntap add dev vm mode tap multi_queue user " + OTHER);
        assertThatThrownBy(() -> GuestTap.open(ofOwner(false, false)))
                .isInstanceOfSatisfying(
                        SysException.class,
                        e -> assertThat(e.expected())
                                .contains("a free name, or a device mode tap user 64001 that persists"))
                .hasMessage("interface vm exists already, mode tap user 64002 multi_queue that persists");
        inside.ip("tuntap del dev vm mode tap multi_queue");
        inside.ip("link add vm type bridge");
        assertThatThrownBy(() -> GuestTap.open(ofOwner(false, false)))
                .hasMessage("interface vm exists already, and is no TAP device");
        assertThat(inside.ip("-j link show")).contains("\"ifname\":\"vm\"");
    }

    @Test
    void aFailedStepLeavesNothingBehind() {
        GuestTapSpec tooLarge = new GuestTapSpec(
                "vm", inside.netns(), 2, 65_522, OptionalInt.of(OWNER), OptionalInt.empty(), false, true);
        assertThatThrownBy(() -> GuestTap.open(tooLarge)).isInstanceOf(SysException.class);
        assertThat(inside.ip("-j link show")).doesNotContain("vm");
    }

    @Test
    void oneThatIsDeletedIsNotLookedFor() {
        GuestTap tap = GuestTap.open(ofOwner(false, false));
        inside.ip("link del vm");
        assertThat(tap.exists()).isFalse();
        tap.close();
    }
}
