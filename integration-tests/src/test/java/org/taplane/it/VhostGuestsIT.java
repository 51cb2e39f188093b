package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.GuestTransfer;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Ping;

/** QEMU as the front end of vhost-user ports. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class VhostGuestsIT {
    private static final int BYTES = 4 << 20;
    private static final int LONG_PING = 1472;

    private final VhostGuests world;

    VhostGuestsIT(OnDevice<VhostGuests> on) {
        world = on.world();
    }

    static Stream<OnDevice<VhostGuests>> devices() {
        return OnDevice.taplaneOnce(VhostGuests::start);
    }

    private void assertAllReach() {
        for (String address : new String[] {VhostGuests.FIRST, VhostGuests.SECOND}) {
            Ping.awaitAnswer(world.near(), address);
            Ping.allAnswered(world.near(), address, LONG_PING);
        }
    }

    @Test
    void dataArriveIntactBothWays() {
        assertAllReach();
        GuestTransfer.toGuest(world.near(), world.first(), VhostGuests.FIRST, BYTES);
        GuestTransfer.fromGuest(world.first(), world.near(), VhostGuests.NEAR, BYTES);
        GuestTransfer.toGuest(world.near(), world.second(), VhostGuests.SECOND, BYTES);
        GuestTransfer.fromGuest(world.second(), world.near(), VhostGuests.NEAR, BYTES);
        GuestTransfer.between(world.first(), world.second(), VhostGuests.SECOND, BYTES);
        GuestTransfer.between(world.second(), world.first(), VhostGuests.FIRST, BYTES);
        for (String port : List.of("one", "two")) {
            assertThat(world.daemon().drops(port, "bad-offload")).isZero();
            assertThat(world.daemon().drops(port, "vhost-no-frame")).isZero();
        }
    }

    @Test
    void machinesRebootAndDieAndComeAgain() {
        world.reboot();
        assertAllReach();
        world.replaceMachine();
        assertAllReach();
    }

    @Test
    void theMachineOutlivesTheDaemon() {
        assertAllReach();
        world.replaceDaemon();
        assertAllReach();
    }
}
