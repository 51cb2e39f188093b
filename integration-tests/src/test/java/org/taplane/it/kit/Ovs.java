package org.taplane.it.kit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Open vSwitch of Debian with its userspace datapath, in a namespace, with one bridge and a database, sockets and
 * processes of its own: the service of the distribution neither runs nor is touched.
 */
public final class Ovs implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(20);
    private static final String BRIDGE = "ovsbr";

    private final Namespace at;
    private final Path directory;
    private final Resources processes = new Resources();

    private Ovs(Namespace at, Path directory) {
        this.at = at;
        this.directory = directory;
        processes.add(new Cleanup(() -> deleteTree(directory)));
    }

    public static Ovs start(Namespace at) {
        Ovs ovs = new Ovs(at, temporaryDirectory());
        try {
            ovs.startDatabase();
            ovs.startSwitch();
            return ovs;
        } catch (RuntimeException | AssertionError e) {
            ovs.close();
            throw e;
        }
    }

    private void startDatabase() {
        Shell.run("ovsdb-tool create " + directory.resolve("conf.db") + " /usr/share/openvswitch/vswitch.ovsschema");
        launch(
                "ovsdb-server",
                "--remote=punix:" + socket(),
                directory.resolve("conf.db").toString());
        Eventually.await("the database of Open vSwitch listens", START, () -> Files.exists(socket()));
        configure("--no-wait init");
    }

    private void startSwitch() {
        launch("ovs-vswitchd", "unix:" + socket());
        configure("add-br %s -- set bridge %s datapath_type=netdev".formatted(BRIDGE, BRIDGE));
    }

    private Path socket() {
        return directory.resolve("db.sock");
    }

    private void launch(String... command) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of("-vconsole:off", "--log-file=" + directory.resolve(command[0] + ".log")));
        ProcessBuilder builder = new ProcessBuilder(at.inside(line)).inheritIO();
        builder.environment().putAll(environment());
        try {
            Process process = builder.start();
            processes.add(new Cleanup(() -> end(process)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> environment() {
        String own = directory.toString();
        return Map.of("OVS_RUNDIR", own, "OVS_LOGDIR", own, "OVS_DBDIR", own);
    }

    private static void end(Process process) {
        process.destroy();
        if (!Shell.endsWithin(Duration.ofSeconds(5), process)) {
            process.destroyForcibly();
        }
    }

    /** Joins a device of the namespace, as a trunk of {@code vlans}. */
    public Ovs trunk(String device, Integer... vlans) {
        String list =
                String.join(",", List.of(vlans).stream().map(String::valueOf).toList());
        configure("add-port %s %s trunks=%s".formatted(BRIDGE, device, list));
        return this;
    }

    /** Makes a TAP that is an access port of {@code vlan} and gives it to the station's namespace. */
    public Ovs access(String device, int vlan, Namespace station, String address) {
        configure("add-port %s %s tag=%d -- set interface %s type=tap".formatted(BRIDGE, device, vlan, device));
        at.run("ip link set dev %s netns %s".formatted(device, station));
        station.run("ip address add %s dev %s".formatted(address, device));
        station.run("ip link set dev %s up".formatted(device));
        return this;
    }

    private void configure(String command) {
        Shell.run("ovs-vsctl --timeout=10 --db=unix:%s %s".formatted(socket(), command));
    }

    @Override
    public void close() {
        processes.close();
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("tpit-ovs");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteTree(Path root) {
        try (var paths = Files.walk(root)) {
            paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
