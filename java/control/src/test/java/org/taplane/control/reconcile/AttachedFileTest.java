package org.taplane.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.control.config.OnMissing;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.TapConfig;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult.Loaded;

/** What outlives a daemon, and what must not. */
class AttachedFileTest {
    private static final String FILE = "bridges: {br0: {ports: {desk: {type: tap}}}}";

    @TempDir
    private Path directory;

    private final Map<String, Long> namespaces = new HashMap<>(Map.of("one", 4026532001L, "/proc/7/ns/net", 7L));

    private AttachedFile file() {
        return new AttachedFile(
                directory.resolve("s"),
                name -> Optional.ofNullable(namespaces.get(name))
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()));
    }

    private static Loaded load(String text) {
        return (Loaded) ConfigLoader.parse("f.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private LiveConfig attach(String... names) throws EditException {
        LiveConfig live = new LiveConfig(load(FILE), 1, Optional.empty(), plan -> {}, file());
        for (String name : names) {
            String netns = name.equals("p") ? "/proc/7/ns/net" : name;
            Edit edit =
                    new Edit.AddPort("br0", name, Settings.parse("type=tap,attached=\"x\",device=eth0,netns=" + netns));
            assertThat(live.submit(Proposal.single(edit, "test"))).isInstanceOf(Outcome.Applied.class);
        }
        return live;
    }

    private List<String> restored(String text) {
        return file().restore(load(text)).config().bridges().getFirst().ports().stream()
                .map(PortConfig::name)
                .toList();
    }

    @Test
    void portsComeBackAndWaitForTheirDevices() throws EditException {
        attach("one", "p");
        Loaded restored = file().restore(load(FILE));
        assertThat(restored.config().bridges().getFirst().ports())
                .hasSize(3)
                .last()
                .isInstanceOfSatisfying(TapConfig.class, port -> {
                    assertThat(port.netns()).contains("/proc/7/ns/net");
                    assertThat(port.device()).contains("eth0");
                    assertThat(port.onMissing()).isEqualTo(OnMissing.WAIT);
                });
        assertThat(restored.ports().error("desk", "problem", "other").toString())
                .startsWith("f.yaml:1:");
    }

    @Test
    void aNamespaceThatHasEndedOrHasAnotherInItsPlaceDoesNot() throws EditException {
        attach("one", "p");
        namespaces.put("/proc/7/ns/net", 8L);
        assertThat(restored(FILE)).containsExactly("desk", "one");
        namespaces.remove("one");
        assertThat(restored(FILE)).containsExactly("desk");
    }

    @Test
    void whatDoesNotFitTheFileDoesNot() throws EditException {
        attach("one", "p");
        assertThat(restored(FILE.replace("desk", "one"))).containsExactly("one", "p");
        assertThat(restored("bridges: {br1: {}}")).isEmpty();
    }

    @Test
    void theLastOneTakesTheFileAlong() throws EditException {
        LiveConfig live = attach("one");
        assertThat(directory.resolve("s.attached")).exists();
        live.submit(Proposal.single(new Edit.Detach("one", "x"), "test"));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theEndOfANamespaceIsNoticed() throws EditException {
        AttachedFile file = file();
        LiveConfig live = new LiveConfig(load(FILE), 1, Optional.empty(), plan -> {}, file);
        Edit edit = new Edit.AddPort("br0", "one", Settings.parse("type=tap,attached=x,netns=one"));
        live.submit(Proposal.single(edit, "test"));
        assertThat(file.hasEnded("one", "one")).isFalse();
        namespaces.put("one", 5L);
        assertThat(file.hasEnded("one", "one")).isTrue();
        assertThat(file.hasEnded("desk", "none")).isFalse();
    }

    /** Also that of one which has ended between the two. */
    @Test
    void aProcessThatFollowsAnotherKnowsTheNamespacesAgain() throws EditException {
        Loaded before = load(attach("one", "p").showAll().text());
        namespaces.put("one", 5L);
        AttachedFile file = file();
        assertThat(file.restore(before)).isEqualTo(before);
        assertThat(file.hasEnded("one", "one")).isTrue();
        assertThat(file.hasEnded("p", "/proc/7/ns/net")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "7", "bridges: []", "bridges: {br0: {ports: {a: {attached: x}}}}", "namespaces: {a: b}"
            })
    void aBrokenFileIsNoObstacle(String text) throws IOException {
        Files.writeString(directory.resolve("s.attached"), text);
        assertThat(restored(FILE)).containsExactly("desk");
    }
}
