package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.taplane.it.kit.CniPlugin;
import org.taplane.it.kit.Container;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.EngineFiles;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Service;
import org.taplane.it.kit.Shell;
import org.taplane.it.kit.Shell.Result;

/** Real containers: podman and containerd call the CNI plugin, and containers and processes are plugged in by hand. */
@KernelTest
final class ContainerEnginesIT {
    private static final String BRIDGES = """
            bridges:
              br0:
                ports:
                  gw: {type: tap, address: [10.1.0.1/24], vlan: {access: 10}}
            """;
    private static final Duration BOUND = Duration.ofMinutes(1);
    /** Of a container: runc has one list of them for all engines of the machine. */
    private static final String NAME = "tpit" + ProcessHandle.current().pid();

    private static final Resources RESOURCES = new Resources();

    private static EngineFiles files;
    private static Daemon daemon;

    @BeforeAll
    static void start() {
        Namespace at = RESOURCES.namespace("switch");
        files = RESOURCES.add(EngineFiles.create());
        daemon = RESOURCES.add(Daemon.start(at, Device.TAPLANE_1, BRIDGES));
        files.write("net.d/10-pods.conflist", """
                {"cniVersion": "1.0.0", "name": "pods", "plugins": [
                  {"type": "taplane-cni", "bridge": "br0", "vlan": 10, "socket": "%s", "ipam":
                    {"type": "host-local", "dataDir": "%s", "routes": [{"dst": "0.0.0.0/0"}],
                     "ranges": [[{"subnet": "10.1.0.0/24", "rangeStart": "10.1.0.2", "gateway": "10.1.0.1"}]]}}]}
                """.formatted(daemon.socket(), files.path("ipam")));
    }

    @AfterAll
    static void stop() {
        RESOURCES.close();
    }

    @Test
    void podmanCallsThePlugin() {
        List<String> podman = podman();
        run(podman, "import", files.archive().toString(), "bb:1").succeeded();
        List<String> bounds = List.of("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1000:1000");
        Result printed = run(
                Stream.of(podman, List.of("run", "--rm", "--network", "pods"), bounds)
                        .flatMap(List::stream)
                        .toList(),
                "bb:1",
                "/bin/sh",
                "-c",
                "ip route; ping -c 1 -W 5 10.1.0.1");
        assertThat(printed.succeeded().output())
                .contains("default via 10.1.0.1 dev eth0")
                .contains("1 packets received");
        assertThat(ports()).containsExactly("gw");

        run(
                        Stream.of(podman, List.of("run", "--detach", "--name", "plain", "--network", "none"), bounds)
                                .flatMap(List::stream)
                                .toList(),
                        "bb:1",
                        "/bin/sleep",
                        "600")
                .succeeded();
        List<String> found = List.of("PATH=" + withPodman(podman) + ":" + System.getenv("PATH"));
        daemon.commandWith(found, "attach", "plain", "--bridge", "br0", "--vlan", "10", "--address", "10.1.0.202/24")
                .succeeded();
        run(podman, "exec", "plain", "/bin/ping", "-c", "1", "-W", "5", "10.1.0.1")
                .succeeded();
        run(podman, "rm", "--force", "--time", "0", "plain").succeeded();
        Eventually.passes(BOUND, () -> assertThat(ports()).containsExactly("gw"));
    }

    /** A folder with a command {@code podman} that knows where this test has its containers. */
    private Path withPodman(List<String> podman) {
        Path command = files.write("bin/podman", "#!/bin/sh\nexec " + String.join(" ", podman) + " \"$@\"\n");
        Shell.run("chmod 755 " + command);
        return command.resolveSibling("");
    }

    private List<String> podman() {
        Path config = files.write(
                "containers.conf", """
                [network]
                network_backend = "cni"
                cni_plugin_dirs = ["%s", "%s"]
                network_config_dir = "%s"
                default_network = "pods"
                """.formatted(CniPlugin.folder(), CniPlugin.DEBIAN, files.path("net.d")));
        return List.of(
                "env",
                "CONTAINERS_CONF=" + config,
                "/usr/bin/podman",
                "--root",
                files.path("podman").toString(),
                "--runroot",
                files.path("podman-run").toString(),
                "--tmpdir",
                files.path("podman-tmp").toString(),
                "--storage-driver",
                "vfs",
                "--cgroup-manager",
                "cgroupfs",
                "--events-backend",
                "file",
                "--runtime",
                "runc");
    }

    @Test
    void containerdCallsThePluginAndItsContainersArePluggedInByHand() {
        Path socket = files.path("containerd.sock");
        Path config = files.write(
                "config.toml", """
                version = 2
                root = "%s"
                state = "%s"
                disabled_plugins = ["io.containerd.grpc.v1.cri"]
                [grpc]
                  address = "%s"
                [ttrpc]
                  address = "%s.ttrpc"
                """.formatted(files.path("containerd"), files.path("containerd-run"), socket, socket));
        try (Service _ = Service.start(
                files.path("containerd.log"),
                List.of("containerd", "-c", config.toString()),
                () -> Files.exists(socket))) {
            List<String> ctr = List.of("ctr", "--address", socket.toString());
            Result printed = run(
                    Stream.concat(withCniFolders().stream(), ctr.stream()).toList(),
                    "run",
                    "--rm",
                    "--cni",
                    "--rootfs",
                    files.root().toString(),
                    "one",
                    "/bin/sh",
                    "-c",
                    "ip route; ping -c 1 -W 5 10.1.0.1");
            assertThat(printed.succeeded().output())
                    .contains("default via 10.1.0.1")
                    .contains("1 packets received");
            assertThat(ports()).containsExactly("gw");
            plugInByHand(ctr);
        }
    }

    /** {@code ctr} looks for plugins and networks in the usual places only. */
    private static List<String> withCniFolders() {
        String mounts =
                "mkdir -p /opt/cni /etc/cni; mount -t tmpfs cni /opt/cni; mount -t tmpfs cni /etc/cni; mkdir /opt/cni/bin;"
                        + " ln -s %s/taplane-cni %s/* /opt/cni/bin; ln -s %s /etc/cni/net.d; exec \"$@\""
                                .formatted(CniPlugin.folder(), CniPlugin.DEBIAN, files.path("net.d"));
        return List.of("unshare", "--mount", "sh", "-c", mounts, "sh");
    }

    private static void plugInByHand(List<String> ctr) {
        run(ctr, "run", "--detach", "--rootfs", files.root().toString(), NAME, "/bin/sleep", "600")
                .succeeded();
        List<String> engine = List.of("CONTAINERD_ADDRESS=" + ctr.getLast());
        Result plan = daemon.commandWith(
                engine, "attach", NAME, "--bridge", "br0", "--vlan", "10", "--address", "10.1.0.200/24", "mtu=1400");
        assertThat(plan.succeeded().output()).startsWith("+ port br0/" + NAME + ": tap, vlan access 10");
        assertThat(daemon.commandWith(engine, "attach", NAME, "--bridge", "br0").error())
                .contains("already");
        run(ctr, "task", "exec", "--exec-id", "x", NAME, "/bin/ping", "-c", "1", "-W", "5", "10.1.0.1")
                .succeeded();
        assertThat(daemon.commandWith(engine, "detach", NAME).succeeded().output())
                .isEqualTo("- port br0/" + NAME + "\n");
        daemon.commandWith(engine, "attach", "containerd:" + NAME, "--bridge", "br0")
                .succeeded();
        run(ctr, "task", "kill", "--signal", "SIGKILL", NAME).succeeded();
        // the end of the container is the end of the port
        Eventually.passes(BOUND, () -> assertThat(ports()).containsExactly("gw"));
        assertThat(daemon.commandWith(engine, "attach", NAME, "--bridge", "br0").error())
                .contains("no running container \"" + NAME + "\"");
        // what a shim leaves of a container is elsewhere than the rest of the engine's state
        run(ctr, "task", "delete", "--force", NAME).succeeded();
        run(ctr, "containers", "delete", NAME).succeeded();
    }

    @Test
    void aProcessIsPluggedInByHand() {
        try (Container process = Container.start()) {
            String pid = Long.toString(process.pid());
            daemon.command(
                            "attach",
                            pid,
                            "--bridge",
                            "br0",
                            "--vlan",
                            "10",
                            "--address",
                            "10.1.0.201/24",
                            "--gateway",
                            "10.1.0.1",
                            "--device",
                            "lan0")
                    .succeeded();
            assertThat(process.run("ip route").output()).contains("default via 10.1.0.1 dev lan0");
            process.run("ping -n -c 1 -W 5 10.1.0.1");
            assertThat(daemon.command("detach", pid).error()).contains("no interface eth0 was attached");
            daemon.command("detach", pid, "--device", "lan0").succeeded();
            daemon.command("attach", pid, "--bridge", "br0").succeeded();
        }
        Eventually.passes(BOUND, () -> assertThat(ports()).containsExactly("gw"));
    }

    private static Result run(List<String> command, String... arguments) {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        return Shell.run(BOUND, line);
    }

    private static List<String> ports() {
        return daemon.show("ports").findValuesAsText("name");
    }
}
