package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taplane.it.kit.RawPortAssert.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.RawPort;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.TestFrame;
import org.taplane.it.kit.Veth;

/** What a macvlan device is good for as a port depends on its mode, and the operator is told. */
@KernelTest
final class MacvlanIT {
    private static final String WARNING =
            "port wire: device mv is a macvlan and hands over no frames to other stations";

    private final Resources resources = new Resources();
    private final Namespace at = resources.namespace("switch");

    @AfterEach
    void remove() {
        resources.close();
    }

    private Daemon start(String mode) {
        Veth.between(at, "low", at, "far");
        at.run("ip link add dev mv link low type macvlan mode " + mode);
        at.run("ip link set dev mv up");
        return resources.add(Daemon.start(at, 1, """
                bridges:
                  br0:
                    ports:
                      t: {type: tap}
                      wire: {type: packet, device: mv}
                """));
    }

    /** A station behind the switch is heard, and not answered. */
    @Test
    void inModeBridgeNothingReachesAStation() {
        Daemon daemon = start("bridge");
        assertThat(daemon.log()).contains(WARNING);
        try (RawPort station = RawPort.open(at, "t");
                RawPort far = RawPort.open(at, "far")) {
            TestFrame question = TestFrame.to(Mac.BROADCAST).from(Mac.of(0x10)).saying("who is there?");
            station.send(question);
            assertThat(far).receives(question);
            TestFrame answer = TestFrame.to(Mac.of(0x10)).from(Mac.of(0x11)).saying("I am");
            far.send(answer);
            assertThat(station).receivesNo(answer);
        }
    }

    @Test
    void inModePassthruItDoes() {
        Daemon daemon = start("passthru");
        assertThat(daemon.log()).doesNotContain(WARNING);
        try (RawPort station = RawPort.open(at, "t");
                RawPort far = RawPort.open(at, "far")) {
            TestFrame answer = TestFrame.to(Mac.of(0x10)).from(Mac.of(0x11)).saying("I am");
            far.send(answer);
            assertThat(station).receives(answer);
        }
    }
}
