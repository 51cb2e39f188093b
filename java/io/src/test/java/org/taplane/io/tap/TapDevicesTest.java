package org.taplane.io.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.testkit.TestNetns;

class TapDevicesTest {
    private TestNetns inside;
    private TestNetns other;
    private FlowSteering steering;

    @BeforeEach
    void open() {
        steering = FlowSteering.among(2);
        inside = TestNetns.create();
        other = TestNetns.create();
    }

    @AfterEach
    void close() {
        inside.close();
        other.close();
        steering.close();
    }

    private List<TapDevice> create(int count) {
        return new ArrayList<>(IntStream.range(0, count)
                .mapToObj(number -> TapDevice.create(new TapSpec(
                        "t" + number,
                        inside.netns(),
                        2,
                        steering,
                        OptionalInt.empty(),
                        OptionalLong.empty(),
                        List.of())))
                .toList());
    }

    private static List<String> taps(TestNetns namespace) {
        try (Rtnetlink links = Rtnetlink.open(namespace.netns())) {
            return links.links().stream()
                    .map(Link::name)
                    .filter(name -> name.startsWith("t") && !name.startsWith("tunl"))
                    .toList();
        }
    }

    @Test
    void onlyTheDevicesGoAndAllOfThem() {
        List<TapDevice> devices = create(5);
        try (TapDevice stays = devices.removeFirst();
                Rtnetlink links = Rtnetlink.open(inside.netns())) {
            links.move(devices.get(0).ifindex(), other.netns());
            links.delete(devices.get(1).ifindex());
            links.rename(devices.get(2).ifindex(), "tap-renamed");
            TapDevices.close(devices);

            assertThat(taps(inside)).containsExactly(stays.name());
            assertThat(taps(other)).isEmpty();
        }
    }

    @Test
    void manyTogetherTakeLessThanAFewOneByOne() {
        List<TapDevice> few = create(15);
        long start = System.nanoTime();
        few.forEach(TapDevice::close);
        long oneByOne = System.nanoTime() - start;
        List<TapDevice> many = create(60);
        start = System.nanoTime();
        TapDevices.close(many);
        long together = System.nanoTime() - start;

        assertThat(together).isLessThan(oneByOne);
        assertThat(taps(inside)).isEmpty();
    }
}
