package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taplane.it.kit.CniPlugin;
import org.taplane.it.kit.CniPlugin.Reply;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Shell;

/** The CNI plugin, called as runtimes call it, with namespaces in place of containers and Debian's address plugins. */
@KernelTest
final class CniIT {
    private static final String BRIDGES = """
            bridges:
              br0:
                ports:
                  gw: {type: tap, address: [10.1.0.1/24], vlan: {access: 10}}
            """;
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final int PODS = 50;

    private static final Resources SHARED = new Resources();

    /** For all tests; one that ends it starts it again. */
    private static Daemon daemon;

    private final Resources resources = new Resources();

    @TempDir
    private Path data;

    @BeforeAll
    static void start() {
        daemon = Daemon.start(SHARED.namespace("switch"), Device.TAPLANE_2, BRIDGES);
    }

    @AfterAll
    static void stop() {
        SHARED.add(daemon);
        SHARED.close();
    }

    @AfterEach
    void remove() {
        resources.close();
        Eventually.passes(BOUND, () -> assertThat(ports()).containsExactly("gw"));
    }

    private record Pod(String id, Namespace netns) {
        Map<String, String> calling(String command) {
            return Map.of(
                    "CNI_COMMAND",
                    command,
                    "CNI_CONTAINERID",
                    id,
                    "CNI_NETNS",
                    "/run/netns/" + netns,
                    "CNI_IFNAME",
                    "eth0");
        }
    }

    private Pod pod(String id) {
        return new Pod(id, resources.namespace(id));
    }

    /** A network in VLAN 10 whose addresses are from {@code host-local}. */
    private String network(String more) {
        return """
                {"cniVersion": "1.0.0", "name": "pods", "type": "taplane-cni", "bridge": "br0", "vlan": 10, "socket": "%s",
                 %s "ipam": {"type": "host-local", "dataDir": "%s", "routes": [{"dst": "0.0.0.0/0"}],
                   "ranges": [[{"subnet": "10.1.0.0/24", "rangeStart": "10.1.0.2", "gateway": "10.1.0.1"}]]}}
                """.formatted(daemon.socket(), more, data);
    }

    /** One without addresses. */
    private String bare(String more) {
        return """
                {"cniVersion": "1.1.0", "name": "bare", "type": "taplane-cni", "bridge": "br0", "vlan": 10, "socket": "%s"%s}
                """.formatted(daemon.socket(), more);
    }

    private static String with(String config, String key, JsonNode value) {
        try {
            ObjectNode tree = (ObjectNode) new com.fasterxml.jackson.databind.ObjectMapper().readTree(config);
            return tree.set(key, value).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aPodIsAddedCheckedAndDeleted() {
        Pod pod = pod("one");
        JsonNode added = CniPlugin.call(pod.calling("ADD"), network("\"mtu\": 1400,"))
                .succeeded()
                .json();
        assertThat(added.at("/ips/0/address").asText()).isEqualTo("10.1.0.2/24");
        assertThat(added.at("/interfaces/0/name").asText()).isEqualTo("eth0");
        assertThat(pod.netns().interfaces()).containsExactly("eth0");
        assertThat(pod.netns().run("ip link show dev eth0").output())
                .contains("mtu 1400")
                .contains(added.at("/interfaces/0/mac").asText());
        assertThat(pod.netns().run("ip route").output()).contains("default via 10.1.0.1 dev eth0");
        pod.netns().run("ping -n -c 1 -W 2 10.1.0.1");

        String withResult = with(network(""), "prevResult", added);
        CniPlugin.call(pod.calling("CHECK"), withResult).succeeded();
        pod.netns().run("ip address del 10.1.0.2/24 dev eth0");
        Reply differs = CniPlugin.call(pod.calling("CHECK"), withResult);
        assertThat(differs.exit()).isEqualTo(1);
        assertThat(differs.json().path("msg").asText()).contains("has no address 10.1.0.2/24");

        CniPlugin.call(pod.calling("DEL"), withResult).succeeded();
        assertThat(pod.netns().interfaces()).isEmpty();
        assertThat(ports()).containsExactly("gw");
        assertThat(leases()).isEmpty();
        CniPlugin.call(pod.calling("DEL"), withResult).succeeded();
        assertThat(CniPlugin.call(pod.calling("CHECK"), withResult).exit()).isEqualTo(1);
    }

    @Test
    void aSecondContainerOfTheSameNameIsRefusedAndTheFirstKeepsItsPort() {
        Pod first = pod("one");
        Pod second = new Pod("one", resources.namespace("two"));
        CniPlugin.call(first.calling("ADD"), network("")).succeeded();
        Reply refused = CniPlugin.call(second.calling("ADD"), network(""));
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.json().path("msg").asText()).contains("already");
        assertThat(second.netns().interfaces()).isEmpty();
        first.netns().run("ping -n -c 1 -W 2 10.1.0.1");
        assertThat(leases()).hasSize(1);
        CniPlugin.call(first.calling("DEL"), network("")).succeeded();
    }

    @Test
    void whatFailsLeavesNothingBehind() {
        Pod pod = pod("one");
        Reply noBridge = CniPlugin.call(pod.calling("ADD"), network("").replace("br0", "br7"));
        assertThat(noBridge.json().path("msg").asText()).contains("no bridge \"br7\"");
        Reply noAddress = CniPlugin.call(pod.calling("ADD"), network("").replace("10.1.0.2", "10.9.0.2"));
        assertThat(noAddress.json().path("msg").asText()).contains("host-local ADD: ");
        Reply badRoute = CniPlugin.call(pod.calling("ADD"), network("").replace("0.0.0.0/0", "10.2.0.9/8"));
        assertThat(badRoute.exit()).isEqualTo(1);
        assertThat(ports()).containsExactly("gw");
        assertThat(pod.netns().interfaces()).isEmpty();
        assertThat(leases()).isEmpty();
    }

    @Test
    void fiftyPodsComeAndGoAtATime() throws Exception {
        List<Pod> pods = IntStream.range(0, PODS).mapToObj(i -> pod("p" + i)).toList();
        everyPod(pods, "ADD");
        assertThat(ports()).hasSize(PODS + 1);
        pods.getFirst().netns().run("ping -n -c 1 -W 2 10.1.0.1");
        pods.getLast().netns().run("ping -n -c 1 -W 2 10.1.0.1");
        everyPod(pods, "DEL");
        assertThat(ports()).containsExactly("gw");
        assertThat(leases()).isEmpty();
    }

    private void everyPod(List<Pod> pods, String command) throws Exception {
        List<Future<Reply>> replies = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(PODS)) {
            pods.forEach(pod -> replies.add(callers.submit(() -> CniPlugin.call(pod.calling(command), network("")))));
        }
        for (Future<Reply> reply : replies) {
            reply.get().succeeded();
        }
    }

    /** The daemon is killed, and restarted: the pod has its interface, addresses, routes and MAC address again. */
    @Test
    void aPodSurvivesTheDaemon() {
        Pod pod = pod("one");
        Pod ended = pod("two");
        JsonNode added =
                CniPlugin.call(pod.calling("ADD"), network("")).succeeded().json();
        CniPlugin.call(ended.calling("ADD"), network("")).succeeded();
        daemon.kill();
        assertThat(pod.netns().interfaces()).isEmpty();
        Shell.run("ip netns del " + ended.netns());
        Shell.run("ip netns add " + ended.netns());
        daemon = daemon.restart();
        Eventually.passes(BOUND, () -> pod.netns().run("ping -n -c 1 -W 1 10.1.0.1"));
        assertThat(ports()).hasSize(2);
        assertThat(ended.netns().interfaces()).isEmpty();
        CniPlugin.call(pod.calling("CHECK"), with(network(""), "prevResult", added))
                .succeeded();
        CniPlugin.call(pod.calling("DEL"), network("")).succeeded();
        CniPlugin.call(ended.calling("DEL"), network("")).succeeded();
        assertThat(ports()).containsExactly("gw");
        assertThat(Files.exists(Path.of(daemon.socket() + ".attached"))).isFalse();
    }

    @Test
    void aPodSurvivesTheReloadOfTheFile() {
        Pod pod = pod("one");
        CniPlugin.call(pod.calling("ADD"), network("")).succeeded();
        daemon.rewrite(BRIDGES + "      more: {type: tap}\n");
        daemon.hangUp();
        daemon.awaitLog("is in force as revision");
        pod.netns().run("ping -n -c 1 -W 2 10.1.0.1");
        assertThat(daemon.command("show", "config").succeeded().output())
                .contains("more")
                .doesNotContain("cni");
        daemon.rewrite("bridges: {br1: {}}\n");
        assertThat(daemon.command("apply", daemon.file().toString()).error())
                .contains("bridge \"br0\" is missing, and port cni");
        CniPlugin.call(pod.calling("DEL"), network("")).succeeded();
        daemon.rewrite(BRIDGES);
        daemon.command("apply", daemon.file().toString()).succeeded();
    }

    @Test
    void withoutADaemonDelSucceedsAndAddSaysSo() {
        Pod pod = pod("one");
        daemon.stop();
        Reply add = CniPlugin.call(pod.calling("ADD"), network(""));
        assertThat(add.json().path("msg").asText()).contains("no daemon answers on");
        assertThat(CniPlugin.call(Map.of("CNI_COMMAND", "STATUS"), bare(""))
                        .json()
                        .path("code")
                        .asInt())
                .isEqualTo(50);
        CniPlugin.call(pod.calling("DEL"), network("")).succeeded();
        assertThat(leases()).isEmpty();
        daemon = daemon.restart();
    }

    @Test
    void aDaemonThatDoesNotAnswerInTimeIsToBeAskedLater() {
        Pod pod = pod("one");
        daemon.freeze();
        Reply reply = CniPlugin.call(pod.calling("ADD"), bare(", \"timeout\": 1"));
        daemon.thaw();
        assertThat(reply.json().path("code").asInt()).isEqualTo(11);
        // the frozen daemon had both requests in its queue: the port, and that it is to go
        Eventually.passes(BOUND, () -> assertThat(ports()).containsExactly("gw"));
        CniPlugin.call(pod.calling("DEL"), bare("")).succeeded();
    }

    @Test
    void aPodWhoseNamespaceEndsIsForgotten() {
        Pod pod = pod("one");
        CniPlugin.call(pod.calling("ADD"), network("")).succeeded();
        Shell.run("ip netns del " + pod.netns());
        Eventually.passes(BOUND, () -> assertThat(ports()).containsExactly("gw"));
        assertThat(leases()).hasSize(1);
        CniPlugin.call(pod.calling("DEL"), network("")).succeeded();
        assertThat(leases()).isEmpty();
        Shell.run("ip netns add " + pod.netns());
    }

    @Test
    void whatTheRuntimeDoesNotKnowIsCollected() {
        Pod known = pod("known");
        Pod lost = pod("lost");
        CniPlugin.call(known.calling("ADD"), bare("")).succeeded();
        CniPlugin.call(lost.calling("ADD"), bare("")).succeeded();
        CniPlugin.call(Map.of("CNI_COMMAND", "STATUS"), bare("")).succeeded();
        CniPlugin.call(
                        Map.of("CNI_COMMAND", "GC"),
                        bare(", \"cni.dev/valid-attachments\": [{\"containerID\": \"known\", \"ifname\": \"eth0\"}]"))
                .succeeded();
        assertThat(ports()).hasSize(2);
        assertThat(lost.netns().interfaces()).isEmpty();
        assertThat(known.netns().interfaces()).containsExactly("eth0");
        CniPlugin.call(Map.of("CNI_COMMAND", "GC"), bare("")).succeeded();
        assertThat(ports()).containsExactly("gw");
    }

    private static List<String> ports() {
        return daemon.show("ports").findValuesAsText("name");
    }

    /** Addresses that {@code host-local} has given and not been given back. */
    private List<String> leases() {
        try (Stream<Path> files =
                Files.exists(data.resolve("pods")) ? Files.list(data.resolve("pods")) : Stream.empty()) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("10."))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
