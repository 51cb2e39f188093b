package org.taplane.daemon.bridges;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.LldpConfig;
import org.taplane.control.config.PortFeatures;
import org.taplane.control.event.EventLog;
import org.taplane.control.protocol.lldp.Identifier;
import org.taplane.control.protocol.lldp.Lldpdu;
import org.taplane.control.protocol.lldp.LldpduWriter;
import org.taplane.daemon.host.ControlHostPath;
import org.taplane.daemon.lldp.LldpAgents;
import org.taplane.daemon.lldp.SystemIdentity;
import org.taplane.daemon.ports.Cleanup;
import org.taplane.dataplane.bridge.Location;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.Tick;
import org.taplane.dataplane.port.Slots;
import org.taplane.io.netlink.LinkTracker;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Shards;

/** Frames between the ports of a running bridge and the control thread. */
@Timeout(120)
final class HostFramesTest {
    private static final long PEER = 0x0200_0000_0007L;
    private static final byte[] HELLO =
            LldpduWriter.write(Lldpdu.of(Identifier.ofMac(PEER), Identifier.ofInterface("eth0"), 120), PEER);

    private final EventLog events = new EventLog();
    private final Cleanup cleanup = new Cleanup();
    private final Loop control = cleanup.add(new Loop("control-of-test"));
    private final Shards shards = new Shards(IntStream.range(0, 2)
            .mapToObj(index -> cleanup.add(Shard.sleeping(index, 1)))
            .toList());
    private final Slots slots = new Slots(Location.MAX_PORT);
    private final ControlHostPath host = new ControlHostPath(control, shards);
    private final LldpAgents lldp =
            new LldpAgents(host, new SystemIdentity("seed", "host", "taplane"), System::nanoTime, events);
    private final RunningBridge bridge = new RunningBridge(
            new BridgeConfig("br0", Duration.ofMinutes(5), 1024, 0, List.of(), List.of()),
            shards,
            new LinkTracker(control),
            host,
            lldp,
            new RunningBridge.News(events, control));
    private final FakePort listening =
            new FakePort("wire", 2, new PortFeatures(PortFeatures.NONE.stormControl(), false, true, LldpConfig.ON));
    private final FakePort other = new FakePort("other", 2, PortFeatures.NONE);

    @AfterEach
    void close() {
        cleanup.close();
    }

    private RunningPort add(FakePort port) {
        RunningPort running = bridge.running(slots.take(), port);
        control.run(() -> bridge.add(List.of(running)));
        return running;
    }

    /** As one burst of that shard; on return the control thread has seen what was for it. */
    private void receive(FakePort port, int shard, byte[] frame) {
        Burst burst = Burst.allocate(shard, 4096);
        int start = Burst.dataOffset() + Burst.HEADROOM;
        burst.slab().putBytes(start, frame, 0, frame.length);
        burst.set(0, start, frame.length);
        burst.stamp(Tick.now());
        shards.get(shard).run(() -> port.receive(burst, 1));
        control.run(() -> {});
    }

    @Test
    void everyShardsFramesReachTheAgent() {
        add(listening);
        add(other);
        receive(listening, 0, HELLO);
        receive(listening, 1, HELLO);

        assertThat(lldp.states()).hasSize(1);
        assertThat(lldp.states().getFirst().frames().received()).isEqualTo(2);
        assertThat(lldp.states().getFirst().neighbours())
                .extracting(neighbour -> neighbour.chassis() + " " + neighbour.portId())
                .containsExactly("02:00:00:00:00:07 eth0");
        assertThat(other.sent()).isZero();
        assertThat(bridge.features()).containsExactly("lldp");
    }

    @Test
    void theAgentSpeaksByItsPortOnlyAndTakesLeave() {
        RunningPort running = add(listening);
        add(other);
        control.run(lldp::tick);
        control.run(lldp::tick);
        assertThat(listening.sent()).isEqualTo(1);

        control.run(new Removal(shards, slots).of(bridge, List.of(running))::carryOut);
        assertThat(listening.sent()).as("with the good-bye").isEqualTo(2);
        assertThat(listening.misuses()).isZero();
        assertThat(other.sent()).isZero();
        assertThat(lldp.states()).isEmpty();
        control.run(lldp::tick);
        control.run(() -> assertThat(host.send(running.slot(), 0, HELLO)).isFalse());
        assertThat(listening.misuses()).isZero();
    }

    @Test
    void aPortThatIsDownIsToldNothing() {
        add(listening);
        control.run(() -> listening.linkGoes(false));
        control.run(lldp::tick);
        assertThat(listening.sent()).isZero();
        control.run(() -> listening.linkGoes(true));
        control.run(lldp::tick);
        assertThat(listening.sent()).isEqualTo(1);
    }

    @Test
    void aFrameAsIfReceivedIsForwarded() {
        RunningPort from = add(other);
        FakePort third = new FakePort("third", 2, PortFeatures.NONE);
        add(third);
        byte[] frame = HELLO.clone();
        frame[5] = 0x20;
        control.run(() -> assertThat(host.receive(from.slot(), 0, frame)).isTrue());
        assertThat(third.sent()).isEqualTo(1);
        assertThat(other.sent()).isZero();
    }
}
