package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.taplane.it.kit.Container;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Rig;

/** What is done to a TAP device by others: it is renamed, moved into containers and back, deleted, and lost with them. */
@KernelTest
@ParameterizedClass
@EnumSource(names = {"TAPLANE_1", "TAPLANE_2", "TAPLANE_URING"})
final class TapMovesIT {
    private static final String BRIDGES = """
            bridges:
              br0:
                ports:
                  a: {type: tap, address: [10.0.0.3/24]}
                  b: {type: tap, address: [10.0.0.2/24]}
            """;
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final int MOVES = 100;

    private final Resources resources = new Resources();
    private final Rig rig;
    private final Namespace at;
    private final Container container;

    TapMovesIT(Device device) {
        rig = resources.add(Rig.start(device, BRIDGES));
        at = rig.at();
        container = resources.add(Container.start());
    }

    @AfterEach
    void remove() {
        resources.close();
    }

    @Test
    void aRenamedTapIsFollowed() {
        at.run("ip link set dev a name c");
        rig.daemon().awaitLog("port a: the device was renamed from a to c");
        at.run("ip link set dev c down");
        awaitState("a", "down");
        at.run("ip link set dev c up");
        awaitState("a", "up");
    }

    @Test
    void aTapThatIsDeletedIsMadeAgainUnderItsOwnName() {
        at.run("ip link set dev a name c");
        at.run("ip link delete dev c");
        rig.daemon().awaitLog("port a: the device is there");
        awaitState("a", "up");
        assertThat(at.interfaces()).containsExactlyInAnyOrder("a", "b");
        assertThat(at.run("ip address show dev a").output()).contains("10.0.0.3/24");
    }

    @Test
    void movedThenRenamedThenUp() {
        reaches(List.of("move a", "rename a eth0", "up eth0"));
    }

    @Test
    void renamedThenMovedThenUp() {
        reaches(List.of("at rename a eth0", "move eth0", "up eth0"));
    }

    @Test
    void downThenMovedThenRenamedThenUp() {
        reaches(List.of("at down a", "move a", "rename a eth0", "up eth0"));
    }

    @Test
    void movedThenUpThenRenamed() {
        reaches(List.of("move a", "up a", "rename a eth0"));
    }

    /** The container's name is taken here, so that a search by name would find the wrong device. */
    @Test
    void movedWhereAnotherDeviceTakesItsName() {
        at.run("ip link set dev a netns " + container.pid());
        container.run("ip link set dev a name eth0");
        at.run("ip link add dev a type bridge");
        reaches(List.of("up eth0"));
        at.run("ip link delete dev a");
        ping();
    }

    @Test
    void movedThereAndBack() {
        reaches(List.of("move a", "rename a eth0", "up eth0"));
        back();
        awaitState("a", "up");
        at.run("ip link set dev a down");
        awaitState("a", "down");
    }

    @Test
    void aTapThatEndsWithItsContainerIsMadeAgainWhereItIsConfigured() {
        reaches(List.of("move a", "rename a eth0", "up eth0"));
        container.end();
        rig.daemon().awaitLog("port a: the device was deleted");
        rig.daemon().awaitLog("port a: the device is there");
        awaitState("a", "up");
        assertThat(at.interfaces()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aHundredMovesLeaveNoDescriptors() {
        thereAndBack();
        awaitState("a", "up");
        long before = rig.daemon().descriptors();
        for (int i = 0; i < MOVES / 2; i++) {
            thereAndBack();
        }
        awaitState("a", "up");
        Eventually.passes(BOUND, () -> assertThat(rig.daemon().descriptors()).isLessThanOrEqualTo(before));
    }

    private void thereAndBack() {
        at.run("ip link set dev a netns " + container.pid());
        container.run("ip link set dev a name eth0 up");
        back();
    }

    /** Back into the daemon's namespace, by the name that it has in /run/netns. */
    private void back() {
        container.run("ip link set dev eth0 netns " + at + " name a");
        at.run("ip link set dev a up");
    }

    /** Each step by {@code ip link set}; what comes before the move is in the daemon's namespace. */
    private void reaches(List<String> steps) {
        steps.forEach(this::take);
        awaitState("a", "up");
        ping();
    }

    private void take(String step) {
        String[] words = step.split(" ", -1);
        switch (words[0]) {
            case "at" -> at.run("ip link set dev " + words[2] + change(words[1], words.length > 3 ? words[3] : ""));
            case "move" -> at.run("ip link set dev " + words[1] + " netns " + container.pid());
            default ->
                container.run("ip link set dev " + words[1] + change(words[0], words.length > 2 ? words[2] : ""));
        }
    }

    private static String change(String verb, String name) {
        return verb.equals("rename") ? " name " + name : " " + verb;
    }

    private void ping() {
        container.run("ip address replace 10.0.0.1/24 dev eth0");
        Eventually.passes(BOUND, () -> container.run("ping -n -c 1 -W 1 10.0.0.2"));
    }

    private void awaitState(String port, String state) {
        Eventually.passes(
                BOUND,
                () -> assertThat(rig.daemon().port(port).path("state").asText()).isEqualTo(state));
    }
}
