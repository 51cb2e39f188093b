package org.taplane.control.config.load;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.Config;
import org.taplane.control.config.ControlConfig;
import org.taplane.control.config.WorkerConfig;
import org.taplane.control.config.WorkerConfig.FastPath;
import org.taplane.control.config.WorkerConfig.Io;
import org.taplane.control.config.WorkerConfig.Poll;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Entry;

/** Reads the top level of the file. */
final class ConfigReader {
    private static final ValueReader<Integer> WORKERS = Values.number("a number of threads", 1, WorkerConfig.MAX_COUNT);
    private static final ValueReader<Poll> POLL =
            Values.choice(List.of("sleep", "adaptive"), word -> word.equals("sleep") ? Poll.SLEEP : Poll.ADAPTIVE);

    /** The highest number that the kernel's default CPU_SETSIZE has room for. */
    private static final int MAX_CPU = 1023;

    private static final ValueReader<List<Integer>> CPUS =
            Values.list("processors", Values.number("the number of a processor", 0, MAX_CPU));

    private static final ValueReader<Io> IO =
            Values.choice(List.of("epoll", "io_uring", "auto"), word -> Io.valueOf(word.toUpperCase(Locale.ROOT)));

    private static final ValueReader<FastPath> FAST_PATH =
            Values.choice(List.of("auto", "off"), word -> FastPath.valueOf(word.toUpperCase(Locale.ROOT)));

    private final Unique<String> bridgeNames = new Unique<>("a name that no other bridge has");
    private final DaemonScope scope = new DaemonScope();
    private final Problems problems;

    ConfigReader(Problems problems) {
        this.problems = problems;
    }

    Optional<Config> read(YamlNode root) {
        return Section.open("the configuration", root, problems).flatMap(top -> {
            Optional<Integer> workers = top.optional("workers", WORKERS, oneACore());
            Optional<Poll> poll = top.optional("poll", POLL, Poll.SLEEP);
            Optional<List<Integer>> cpus = top.optional("cpus", CPUS, List.of());
            Optional<Io> io = top.optional("io", IO, Io.EPOLL);
            Optional<FastPath> fastPath = top.optional("fast-path", FAST_PATH, FastPath.AUTO);
            Optional<ControlConfig> control = top.optional("control", ControlReader::read, ControlConfig.DEFAULT);
            Optional<List<BridgeConfig>> bridges = top.required("bridges", "at least one bridge", this::bridges);
            return top.close(() -> new Config(
                    new WorkerConfig(
                            workers.orElseThrow(),
                            poll.orElseThrow(),
                            cpus.orElseThrow(),
                            io.orElseThrow(),
                            fastPath.orElseThrow()),
                    control.orElseThrow(),
                    bridges.orElseThrow()));
        });
    }

    /** Where the ports of the file stand; after {@link #read}. */
    PortPlaces ports(String file) {
        return new PortPlaces(file, scope.portNames.places());
    }

    private static int oneACore() {
        return Math.min(Runtime.getRuntime().availableProcessors(), WorkerConfig.MAX_COUNT);
    }

    private Optional<List<BridgeConfig>> bridges(YamlNode node, Problems problems) {
        return Values.entries(node, problems)
                .flatMap(entries -> entries.isEmpty()
                        ? problems.reject(node.at(), "no bridge is given", "at least one bridge")
                        : Optional.of(entries.stream()
                                .map(this::bridge)
                                .flatMap(Optional::stream)
                                .toList()));
    }

    private Optional<BridgeConfig> bridge(Entry entry) {
        String name = entry.key().text();
        bridgeNames.claim(
                name, "bridge name " + Wording.quote(name), entry.key().at(), problems);
        return new BridgeReader(new PortReader(scope, problems), problems).read(entry);
    }
}
