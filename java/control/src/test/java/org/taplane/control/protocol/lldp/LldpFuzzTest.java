package org.taplane.control.protocol.lldp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.taplane.control.config.LldpConfig;

/** Any bytes from the wire. */
final class LldpFuzzTest {
    private static final Identifier OWN = Identifier.ofMac(0x0200_0000_0001L);
    private static final long SECOND = 1_000_000_000L;

    @FuzzTest
    void read(byte[] frame) {
        LldpduReader.read(frame).ifPresent(said -> {
            assertShowable(said.chassis().text());
            assertShowable(said.port().text());
            said.systemName().ifPresent(LldpFuzzTest::assertShowable);
            said.systemDescription().ifPresent(LldpFuzzTest::assertShowable);
            said.portDescription().ifPresent(LldpFuzzTest::assertShowable);
            assertThat(said.ttl()).isBetween(0, Lldpdu.MAX_TTL);
        });
    }

    private static void assertShowable(String text) {
        assertThat(text).doesNotContain("\u001b", "\n", "\r", "\u202e", "\0");
        assertThat(text.length()).isLessThanOrEqualTo(2 * Tlv.MAX_TEXT);
    }

    /**
     * An agent that hears anything says what it has to, and no more often.
     *
     * <pre>
     *   u8   seconds that pass before
     *   u16  length of the frame, up to what is left
     *   u8[] frame
     * </pre>
     */
    @FuzzTest
    void hear(byte[] input) {
        AtomicLong now = new AtomicLong();
        AtomicLong sent = new AtomicLong();
        LldpAgent agent = new LldpAgent(frame -> sent.incrementAndGet() > 0, now::get);
        agent.set(LldpConfig.ON, new LldpAgent.Self(0x0200_0000_0001L, Lldpdu.of(OWN, OWN, 0)));
        ByteBuffer script = ByteBuffer.wrap(input);
        long frames = 0;
        while (script.remaining() > 3) {
            for (int second = script.get() & 0xff; second > 0; second--) {
                now.addAndGet(SECOND);
                agent.tick(true);
            }
            int length = Math.min(script.getShort() & 0xffff, script.remaining());
            agent.receive(Arrays.copyOfRange(input, script.position(), script.position() + length));
            script.position(script.position() + length);
            frames++;
            assertThat(agent.status().neighbours()).hasSizeLessThanOrEqualTo(Neighbours.MAX);
        }
        assertThat(agent.status().counts().received()).isEqualTo(frames);
        assertThat(sent.get()).isLessThanOrEqualTo(now.get() / SECOND + 1);
        assertThat(sent.get()).isGreaterThanOrEqualTo(now.get() / SECOND / 30);
    }
}
