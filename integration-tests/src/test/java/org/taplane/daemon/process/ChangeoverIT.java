package org.taplane.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult;
import org.taplane.daemon.bridges.Switch;
import org.taplane.daemon.handover.Conversation;
import org.taplane.daemon.handover.Conversation.Kind;
import org.taplane.daemon.handover.HandoverException;
import org.taplane.daemon.handover.Legacy;
import org.taplane.daemon.lldp.SystemIdentity;
import org.taplane.daemon.ports.PortException;
import org.taplane.daemon.ports.TapReading;
import org.taplane.io.sys.FdChannel;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.NumberedFrames;
import org.taplane.it.kit.Resources;

/** The old process in the moment in which the new one is to begin, and does not. */
@KernelTest
final class ChangeoverIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Legacy NEWS = new Legacy("", 1, Map.of(), Map.of(), ByteBuffer.allocate(0));

    private final Resources resources = new Resources();
    private final Namespace at = resources.namespace("switch");
    private final ConfigResult.Loaded loaded = (ConfigResult.Loaded) ConfigLoader.parse(
            "test.yaml",
            "workers: 2\nbridges: {br0: {ports: {t0: {type: tap, netns: %1$s}, t1: {type: tap, netns: %1$s}}}}\n"
                    .formatted(at)
                    .getBytes(StandardCharsets.UTF_8));
    private final Switch running = resources.add(
            new Switch(loaded.config().workers(), TapReading.DIRECT, new SystemIdentity("seed", "host", "taplane")));
    private Conversation old;
    private Conversation fresh;
    private Process successor;

    @BeforeEach
    void start() throws PortException, IOException {
        running.prepare(loaded.config());
        running.start();
        try (FdChannel.Listener listener = FdChannel.listen("@taplane-changeover-" + System.nanoTime())) {
            fresh = resources.add(new Conversation(FdChannel.connect(listener.name())));
            old = resources.add(new Conversation(listener.accept(SOON).orElseThrow()));
        }
        successor = new ProcessBuilder("sleep", "60").start();
    }

    @AfterEach
    void remove() {
        successor.destroyForcibly();
        resources.close();
    }

    private long carryOut() throws HandoverException {
        return new Changeover(running, old, () -> NEWS, new Successor(successor.pid())).carryOut(SOON);
    }

    /** Frames that came while nobody read have waited, and come. */
    private void assertThatTheOldOneReadsAgain(String why) {
        NumberedFrames frames = resources.add(NumberedFrames.between(at, "t0", Mac.of(1), "t1", Mac.of(2)));
        assertThatThrownBy(this::carryOut).isInstanceOf(HandoverException.class).hasMessageContaining(why);
        assertThat(successor.isAlive())
                .as("the new process may read nothing any more")
                .isFalse();
        NumberedFrames.Tally tally = frames.end();
        assertThat(tally.firstFault()).isEmpty();
        assertThat(tally.arrived()).isEqualTo(tally.sent());
    }

    @Test
    void aNewProcessThatIsGoneIsNotWaitedFor() {
        fresh.close();
        assertThatTheOldOneReadsAgain("is gone");
    }

    @Test
    void aNewProcessThatIsSilentIsNotWaitedForLong() {
        long begun = System.nanoTime();
        assertThatTheOldOneReadsAgain("forwarding in time");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
    }

    @Test
    void aNewProcessThatFailsSaysWhy() throws HandoverException {
        fresh.say(Kind.FAILED, "no memory");
        assertThatTheOldOneReadsAgain("no memory");
    }

    @Test
    void oneThatForwardsGetsEverything() throws HandoverException {
        CompletableFuture<Void> answer = CompletableFuture.runAsync(
                () -> {
                    try {
                        fresh.await(Kind.STOPPED, SOON);
                        assertThat(at.interfaces())
                                .as("the old one still has all")
                                .containsExactly("t0", "t1");
                        fresh.say(Kind.FORWARDING, "4711");
                    } catch (HandoverException e) {
                        throw new AssertionError(e);
                    }
                },
                Thread::startVirtualThread);
        assertThat(carryOut()).isEqualTo(4711);
        answer.join();
        assertThat(running.bridges()).isEmpty();
        assertThat(at.interfaces()).as("nobody has a descriptor").isEmpty();
        assertThat(successor.isAlive()).isTrue();
    }
}
