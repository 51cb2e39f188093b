package org.taplane.control.protocol.lldp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.control.config.LldpConfig;

/** An agent whose clock goes only when it is told to. */
final class LldpAgentTest {
    private static final long MAC = 0x0200_0000_0001L;
    private static final Lldpdu SELF = Lldpdu.of(Identifier.ofMac(MAC), Identifier.ofInterface("wire"), 0);
    private static final Lldpdu PEER = Lldpdu.of(Identifier.ofMac(2), Identifier.ofInterface("eth0"), 10);

    private final List<Lldpdu> sent = new ArrayList<>();
    private boolean up = true;
    private long nanos = -3_000_000_000L;
    private final LldpAgent agent = new LldpAgent(this::take, () -> nanos);

    @BeforeEach
    void start() {
        agent.set(LldpConfig.ON, new LldpAgent.Self(MAC, SELF));
    }

    private boolean take(byte[] frame) {
        if (up) {
            sent.add(LldpduReader.read(frame).orElseThrow());
        }
        return up;
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            nanos += TimeUnit.SECONDS.toNanos(1);
            agent.tick(up);
        }
    }

    private int sentWithin(int seconds) {
        sent.clear();
        pass(seconds);
        return sent.size();
    }

    private void hear(Lldpdu said) {
        agent.receive(LldpduWriter.write(said, 2));
    }

    @Test
    void itSpeaksAtOnceAndThenEveryThirtySeconds() {
        assertThat(sentWithin(1)).isEqualTo(1);
        assertThat(sentWithin(29)).isZero();
        assertThat(sentWithin(1)).isEqualTo(1);
        assertThat(sentWithin(300)).isEqualTo(10);
        assertThat(sent).containsOnly(SELF.withTtl(120));
        assertThat(agent.status().counts().sent()).isEqualTo(12);
    }

    @Test
    void whatHoldsShorterIsSaidMoreOften() {
        agent.set(new LldpConfig(true, false, Duration.ofSeconds(8)), new LldpAgent.Self(MAC, SELF));
        assertThat(sentWithin(20)).isEqualTo(10);
        assertThat(sent).containsOnly(SELF.withTtl(8));
    }

    @Test
    void somebodyNewIsToldAtOnce() {
        pass(1);
        hear(PEER.withTtl(120));
        assertThat(sentWithin(1)).isEqualTo(1);
        assertThat(sentWithin(4)).isEqualTo(4);
        assertThat(sentWithin(20)).isZero();
        hear(PEER.withTtl(120));
        assertThat(sentWithin(2)).as("known already").isZero();
    }

    @Test
    void aLinkThatComesUpIsToldAtOnce() {
        up = false;
        assertThat(sentWithin(100)).isZero();
        up = true;
        assertThat(sentWithin(1)).isEqualTo(1);
        up = false;
        pass(1);
        up = true;
        assertThat(sentWithin(1)).isEqualTo(1);
    }

    @Test
    void whatChangesIsToldAtOnce() {
        pass(1);
        Lldpdu other = Lldpdu.of(SELF.chassis(), Identifier.ofInterface("other"), 0);
        agent.set(LldpConfig.ON, new LldpAgent.Self(MAC, other));
        assertThat(sentWithin(1)).isEqualTo(1);
        assertThat(sent).containsExactly(other.withTtl(120));
        agent.set(LldpConfig.ON, new LldpAgent.Self(MAC, other));
        assertThat(sentWithin(10)).isZero();
    }

    @Test
    void itTakesLeaveWhenItEndsOrMayNotSpeakAnyMore() {
        pass(1);
        sent.clear();
        agent.close();
        assertThat(sent).containsExactly(SELF);
        agent.close();
        assertThat(sent).hasSize(1);

        agent.set(LldpConfig.ON, new LldpAgent.Self(MAC, SELF));
        pass(1);
        sent.clear();
        agent.set(new LldpConfig(false, true, LldpConfig.DEFAULT_TTL), new LldpAgent.Self(MAC, SELF));
        assertThat(sent).containsExactly(SELF);
        assertThat(sentWithin(100)).isZero();
    }

    @Test
    void aNeighbourIsForgottenWhenItsTimeIsOver() {
        hear(PEER);
        pass(9);
        assertThat(agent.status().neighbours()).hasSize(1);
        hear(PEER);
        pass(9);
        Neighbour neighbour = agent.status().neighbours().getFirst();
        assertThat(neighbour.age(nanos)).isEqualTo(18);
        assertThat(neighbour.expires(nanos)).isEqualTo(1);
        pass(1);
        assertThat(agent.status().neighbours()).isEmpty();
        assertThat(agent.status().counts().agedOut()).isEqualTo(1);
    }

    @Test
    void aNeighbourThatTakesLeaveIsForgotten() {
        hear(PEER);
        hear(PEER.withTtl(0));
        assertThat(agent.status().neighbours()).isEmpty();
        assertThat(agent.status().counts().agedOut()).isZero();
    }

    @Test
    void whoDoesNotListenKnowsNobody() {
        hear(PEER);
        agent.set(new LldpConfig(true, false, LldpConfig.DEFAULT_TTL), new LldpAgent.Self(MAC, SELF));
        assertThat(agent.status().neighbours()).isEmpty();
        hear(PEER);
        assertThat(agent.status().neighbours()).isEmpty();
        assertThat(agent.status().counts().received()).isEqualTo(1);
    }

    @Test
    void whatCannotBeBelievedIsCounted() {
        agent.receive(new byte[60]);
        assertThat(agent.status().counts().discarded()).isEqualTo(1);
        assertThat(agent.status().neighbours()).isEmpty();
    }

    /** Against a map: who is there, in what order, and who finds no room. */
    @Property(tries = 200)
    void theTableIsAMapWithABound(@ForAll @Size(max = 60) List<@IntRange(max = 31) Integer> events) {
        Neighbours tried = new Neighbours();
        Map<Integer, Long> model = new HashMap<>();
        long now = 0;
        for (int event : events) {
            int who = event % 12;
            int ttl = event < 20 ? 3 + who : 0;
            now += TimeUnit.SECONDS.toNanos(1);
            tried.age(now);
            long time = now;
            model.values().removeIf(until -> until <= time);
            Neighbours.Change change =
                    tried.hear(Lldpdu.of(Identifier.ofMac((long) who), Identifier.ofInterface("p"), ttl), now);
            if (ttl == 0) {
                model.remove(who);
            } else if (model.containsKey(who) || model.size() < Neighbours.MAX) {
                model.put(who, now + TimeUnit.SECONDS.toNanos(ttl));
            } else {
                assertThat(change).isEqualTo(Neighbours.Change.NO_ROOM);
            }
            assertThat(tried.list())
                    .extracting(neighbour -> neighbour.said().chassis())
                    .containsExactlyInAnyOrderElementsOf(model.keySet().stream()
                            .map(known -> Identifier.ofMac((long) known))
                            .toList());
        }
    }
}
