package org.taplane.io.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.io.netlink.LinkMonitor;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.SysException;
import org.taplane.io.testkit.Frames;
import org.taplane.io.testkit.Heirs;
import org.taplane.io.testkit.LinkEvents;
import org.taplane.io.testkit.TestNetns;

@SuppressWarnings("try") // who had it closes it before the end, so that the heir has it alone
class TapAdoptionTest {
    private static final byte[] FRAME = Frames.of("ffffffffffff 020000000001 88b5");

    private final TestNetns inside = TestNetns.create();
    private FlowSteering steering;

    @BeforeEach
    void open() {
        steering = FlowSteering.among(2);
    }

    @AfterEach
    void close() {
        inside.close();
        steering.close();
    }

    private TapSpec spec(int queues) {
        return new TapSpec(
                "web", inside.netns(), queues, steering, OptionalInt.empty(), OptionalLong.empty(), List.of());
    }

    @Test
    void aDeviceOutlivesItsMakerUnchanged() {
        TapDevice first = TapDevice.create(spec(2));
        List<Fd> heirs = Heirs.of(first.fds());
        try (LinkMonitor monitor = LinkMonitor.open(inside.netns())) {
            monitor.follow(LinkMonitor.HERE);
            List<String> heard = new ArrayList<>();
            LinkEvents events = (_, event) -> heard.add(event.toString());
            monitor.drain(events);
            heard.clear();
            try (TapDevice adopted = TapDevice.adopt(spec(2), heirs)) {
                first.close();
                monitor.drain(events);
                assertThat(heard).isEmpty();
                assertThat(adopted.ifindex()).isEqualTo(first.ifindex());
                assertThat(adopted.mac()).isEqualTo(first.mac());
                Frames.write(adopted.fds()[0], FRAME);
            }
        }
        assertThat(inside.ip("-j link show")).doesNotContain("web");
    }

    @Test
    void queuesAreAddedAndClosed() {
        try (TapDevice first = TapDevice.create(spec(2));
                TapDevice more = TapDevice.adopt(spec(3), Heirs.of(first.fds()))) {
            assertThat(more.fds()).hasSize(3);
            assertThat(inside.ip("-d -j link show web")).contains("\"numqueues\":3");
            first.close();
            try (TapDevice fewer = TapDevice.adopt(spec(1), Heirs.of(more.fds()))) {
                more.close();
                assertThat(fewer.fds()).hasSize(1);
                assertThat(inside.ip("-d -j link show web")).contains("\"numqueues\":1");
            }
        }
    }

    @Test
    void aDeviceThatWasRenamedAndMovedIsFound() {
        try (TestNetns other = TestNetns.create();
                TapDevice first = TapDevice.create(spec(1))) {
            inside.ip("link set web name www netns " + other.name());
            try (TapDevice adopted = TapDevice.adopt(spec(2), Heirs.of(first.fds()))) {
                first.close();
                assertThat(adopted.currentName()).isEqualTo("www");
                assertThat(other.ip("-d -j link show www")).contains("\"numqueues\":2");
            }
        }
    }

    @Test
    void aDeviceThatIsGoneIsRefused() {
        try (TapDevice first = TapDevice.create(spec(1))) {
            inside.ip("link del dev web");
            List<Fd> heirs = Heirs.of(first.fds());
            assertThatThrownBy(() -> TapDevice.adopt(spec(1), heirs)).isInstanceOf(SysException.class);
            assertThatThrownBy(heirs.getFirst()::value).hasMessageContaining("closed");
        }
    }
}
