package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.EngineFiles;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Service;
import org.taplane.it.kit.Shell;
import org.taplane.it.kit.Shell.Result;

/** The network driver, called by Docker's own daemon. Driver, engine and switch are in one namespace, as on a host. */
@KernelTest
final class DockerIT {
    private static final String BRIDGES = """
            bridges:
              br0:
                ports:
                  gw: {type: tap, address: [10.1.0.1/24, 10.2.0.1/24], vlan: {access: 10}}
            """;
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final String PING = "ping -c 1 -W 5 10.1.0.1";

    private static final Resources RESOURCES = new Resources();
    private static Namespace at;
    private static EngineFiles files;
    private static String driver;
    private static Daemon daemon;
    private static Service engine;

    @BeforeAll
    static void start() {
        at = RESOURCES.namespace("switch");
        files = RESOURCES.add(EngineFiles.create());
        driver = files.path("").getFileName().toString();
        daemon = Daemon.startServiceWith(
                at,
                ", docker: {socket: /run/docker/plugins/%s.sock, state: %s}"
                        .formatted(driver, files.path("docker.yaml")),
                BRIDGES);
        engine = startEngine();
        docker("import", files.archive().toString(), "bb:1").succeeded();
    }

    @AfterAll
    static void stop() {
        RESOURCES.add(daemon);
        RESOURCES.add(engine);
        RESOURCES.close();
    }

    private static Service startEngine() {
        Path socket = files.path("docker.sock");
        return Service.start(
                files.path("docker.log"),
                List.of(
                        "nsenter",
                        "--net=/run/netns/" + at,
                        "dockerd",
                        "--data-root",
                        files.path("data").toString(),
                        "--exec-root",
                        files.path("exec").toString(),
                        "--pidfile",
                        files.path("docker.pid").toString(),
                        "--host",
                        "unix://" + socket,
                        "--iptables=false",
                        "--ip6tables=false",
                        "--ip-masq=false",
                        "--bridge=none",
                        "--storage-driver=vfs",
                        "--exec-opt",
                        "native.cgroupdriver=cgroupfs"),
                () -> docker("version").exit() == 0);
    }

    private static Result docker(String... arguments) {
        List<String> line = new ArrayList<>(List.of("docker", "--host", "unix://" + files.path("docker.sock")));
        line.addAll(List.of(arguments));
        return Shell.run(BOUND, line);
    }

    private static Result inside(String container, String command) {
        return docker("exec", container, "/bin/sh", "-c", command);
    }

    @Test
    void containersJoinStayThroughRestartsAndLeave() {
        refusals();
        docker("network", "create", "-d", driver, "-o", "vlan=10", "-o", "mtu=1400", "--subnet", "10.1.0.0/24", "tp")
                .succeeded();
        docker("run", "--detach", "--name", "web", "--network", "tp", "--ip", "10.1.0.7", "bb:1", "/bin/sleep", "600")
                .succeeded();
        inside("web", PING).succeeded();
        String link = inside("web", "ip addr show dev eth0").output();
        assertThat(link).contains("mtu 1400").contains("inet 10.1.0.7/24");

        // Docker's calls reach the process that has taken over
        daemon.upgradePatiently();
        inside("web", PING).succeeded();
        docker("run", "--rm", "--network", "tp", "bb:1", "/bin/ping", "-c", "1", "-W", "5", "10.1.0.7")
                .succeeded();

        daemon.stop();
        daemon = daemon.restart();
        daemon.kill();
        daemon = daemon.restart();
        Eventually.passes(BOUND, () -> inside("web", PING).succeeded());
        assertThat(inside("web", "ip route").output()).contains("default via 10.1.0.1 dev eth0");
        assertThat(inside("web", "ip addr show dev eth0").output())
                .contains(mac(link))
                .contains("inet 10.1.0.7/24");

        engine.close();
        engine = startEngine();
        docker("start", "web").succeeded();
        inside("web", PING).succeeded();

        // the interface that this daemon has made in the container is the one that Docker takes back
        daemon.stop();
        daemon = daemon.restart();
        docker("rm", "--force", "web").succeeded();
        docker("network", "rm", "tp").succeeded();
        assertThat(daemon.show("ports").findValuesAsText("name")).containsExactly("gw");
        assertThat(at.interfaces()).containsExactly("gw");
    }

    @Test
    void aContainerWithoutANetworkIsPluggedInByHand() {
        docker("run", "--detach", "--name", "plain", "--network", "none", "bb:1", "/bin/sleep", "600")
                .succeeded();
        List<String> host = List.of("DOCKER_HOST=unix://" + files.path("docker.sock"));
        daemon.commandWith(host, "attach", "plain", "--bridge", "br0", "--vlan", "10", "--address", "10.1.0.9/24")
                .succeeded();
        inside("plain", PING).succeeded();
        docker("rm", "--force", "plain").succeeded();
        Eventually.passes(
                BOUND,
                () -> assertThat(daemon.show("ports").findValuesAsText("name")).containsExactly("gw"));
    }

    private static void refusals() {
        assertThat(create("-o", "vlna=10").error()).contains("unknown option \"vlna\"; expected bridge, vlan");
        assertThat(create("-o", "vlan=5000").error()).contains("5000 is out of range");
        assertThat(create("-o", "bridge=br7").error()).contains("there is no bridge \"br7\"");
        docker("network", "create", "-d", driver, "--subnet", "10.2.0.0/24", "other")
                .succeeded();
        assertThat(docker("run", "--rm", "--network", "other", "-p", "80:80", "bb:1", "/bin/true")
                        .error())
                .contains("ports cannot be published");
        docker("network", "rm", "other").succeeded();
    }

    private static Result create(String... options) {
        List<String> line = new ArrayList<>(List.of("network", "create", "-d", driver, "--subnet", "10.1.0.0/24"));
        line.addAll(List.of(options));
        line.add("tp");
        return docker(line.toArray(String[]::new));
    }

    private static String mac(String link) {
        return link.lines()
                .filter(line -> line.contains("link/ether"))
                .map(line -> line.strip().split(" ", -1)[1])
                .findFirst()
                .orElseThrow();
    }
}
