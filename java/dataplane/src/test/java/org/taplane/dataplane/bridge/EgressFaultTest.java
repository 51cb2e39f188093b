package org.taplane.dataplane.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;

/** A fault that a port's own frames do not contain ends the burst; the next one must not find what it left. */
final class EgressFaultTest {
    private static final int FAILING = 1;
    private static final int BEHIND = 2;

    private final FailingPort[] ports = {new FailingPort(), new FailingPort(), new FailingPort()};
    private final Burst burst = Burst.allocate(4096);
    private final Topology topology = new Topology(IntStream.range(0, ports.length)
            .mapToObj(number -> new BridgePort(number, "p" + number, VlanMembership.access(10), 1500, true, true))
            .toList());
    private final Egress egress = new Egress(ports, (port, fault) -> {});

    /** Notes the frames it is given, and fails when it is told to. */
    private static final class FailingPort implements Port {
        private final PortCounters counters = new PortCounters();
        private final List<Integer> frames = new ArrayList<>();
        private boolean fails;

        @Override
        public void transmit(Burst burst, FrameList list) {
            if (fails) {
                throw new StackOverflowError("of a test");
            }
            for (int i = 0; i < list.size(); i++) {
                frames.add(list.get(i));
            }
        }

        @Override
        public PortCounters counters() {
            return counters;
        }
    }

    @Test
    void theNextBurstFindsNothingOfTheOneThatFailed() {
        ports[FAILING].fails = true;
        assertThatThrownBy(() -> flood(0, 1, 2)).isInstanceOf(StackOverflowError.class);
        ports[FAILING].fails = false;
        flood(3);
        assertThat(ports[FAILING].frames).containsExactly(3);
        assertThat(ports[BEHIND].frames).containsExactly(3);
    }

    private void flood(int... frames) {
        long set = 0;
        for (int frame : frames) {
            burst.set(frame, Burst.dataOffset() + Burst.HEADROOM + 128 * frame, 60);
            burst.vid(frame, 10);
            burst.egress(frame, Burst.FLOOD, 0);
            set |= 1L << frame;
        }
        burst.select(frames[0], frames[frames.length - 1] + 1, 0);
        egress.send(burst, set, topology);
    }
}
