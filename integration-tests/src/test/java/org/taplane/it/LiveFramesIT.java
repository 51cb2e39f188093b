package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taplane.control.api.AdminClient;
import org.taplane.control.api.AdminException;
import org.taplane.control.api.ChangeResult;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.NumberedFrames;
import org.taplane.it.kit.Resources;

/** Frames between ports that nobody touches, while others come, change and go; and an end in the middle of it. */
@KernelTest
final class LiveFramesIT {
    /** {@code -Dtaplane.applies=1000} by hand. */
    private static final int APPLIES = Integer.getInteger("taplane.applies", 100);

    /** Nobody is delayed by as much as it takes to make or remove a device many times; a busy machine adds to it. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private static final String UNTOUCHED = "t0: {type: tap}\n      t1: {type: tap}\n";
    private static final String[] CONTENTS = {
        "      t2: {type: tap}\n",
        "      t2: {type: tap, vlan: {trunk: all}, mtu: 1400}\n      t3: {type: tap}\n",
        "      t3: {type: tap, isolated: true, storm-control: {broadcast: 10/s}}\n  br1: {ports: {t2: {type: tap}}}\n",
        "      vx: {type: vxlan, local: 127.0.0.1, remotes: [127.0.0.2], vni: 7}\n    max-macs: 100000\n",
        "      vx: {type: vxlan, local: 127.0.0.1, remotes: [127.0.0.2], vni: 8}\n    ageing: 20s\n",
        "",
    };

    private final Resources resources = new Resources();
    private final Namespace at = resources.namespace("switch");
    private final Daemon daemon = resources.add(Daemon.start(at, 2, bridges("")));

    @AfterEach
    void remove() {
        resources.close();
    }

    private static String bridges(String others) {
        return "bridges:\n  br0:\n    ports:\n      " + UNTOUCHED + others;
    }

    private ChangeResult apply(int round) throws AdminException {
        String text = "workers: 2\ncontrol: {socket: %s}\n".formatted(daemon.socket())
                + bridges(CONTENTS[round % CONTENTS.length]);
        return new AdminClient(daemon.socket())
                .apply("round-" + round, text.getBytes(StandardCharsets.UTF_8), false, OptionalLong.empty());
    }

    @Test
    void framesOfUntouchedPortsAreNeitherLostNorLate() throws AdminException {
        NumberedFrames there = resources.add(NumberedFrames.between(at, "t0", Mac.of(1), "t1", Mac.of(2)));
        NumberedFrames back = resources.add(NumberedFrames.between(at, "t1", Mac.of(2), "t0", Mac.of(1)));
        for (int round = 0; round < APPLIES; round++) {
            assertThat(apply(round))
                    .isInstanceOfSatisfying(
                            ChangeResult.Accepted.class,
                            accepted -> assertThat(accepted.changes()).isNotEmpty());
        }
        assertAllCame(there.end());
        assertAllCame(back.end());
    }

    private static void assertAllCame(NumberedFrames.Tally tally) {
        assertThat(tally.firstFault()).isEmpty();
        assertThat(tally.faults()).isZero();
        assertThat(tally.arrived()).isEqualTo(tally.sent()).isGreaterThan(APPLIES);
        assertThat(tally.longest()).isLessThan(LONGEST);
    }

    @Test
    void aDaemonKilledInTheMiddleOfAChangeStartsAgain() throws InterruptedException {
        Thread changes = Thread.ofVirtual().start(() -> {
            try {
                for (int round = 0; ; round++) {
                    apply(round);
                }
            } catch (AdminException killed) {
                assertThat(killed).hasMessageContaining("daemon");
            }
        });
        daemon.awaitLog("revision 5 by");
        daemon.kill();
        changes.join();
        Daemon again = resources.add(daemon.restart());
        assertThat(at.interfaces()).containsExactlyInAnyOrder("t0", "t1");
        again.stop();
        assertThat(at.interfaces()).isEmpty();
    }

    @Test
    void aDaemonThatStopsInTheMiddleOfAChangeLeavesNothing() throws InterruptedException {
        Thread changes = Thread.ofVirtual().start(() -> {
            try {
                for (int round = 0; ; round++) {
                    if (apply(round) instanceof ChangeResult.Refused) {
                        return;
                    }
                }
            } catch (AdminException stopped) {
                assertThat(stopped).hasMessageContaining("daemon");
            }
        });
        daemon.awaitLog("revision 5 by");
        daemon.stop();
        changes.join();
        assertThat(at.interfaces()).isEmpty();
    }
}
