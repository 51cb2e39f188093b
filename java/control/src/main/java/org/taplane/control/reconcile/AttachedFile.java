package org.taplane.control.reconcile;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.load.ConfigResult;
import org.taplane.control.config.load.ConfigResult.Loaded;
import org.taplane.control.config.yaml.UnreadableYamlException;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Scalar;
import org.taplane.control.config.yaml.YamlReader;
import org.taplane.control.config.yaml.YamlTree;
import org.taplane.control.config.yaml.YamlWriter;

/**
 * Where attached ports outlive the daemon: a file beside its admin socket, which is gone after a boot, as the containers
 * are. With each port goes the number of its namespace: another namespace may have its name by the time of the next start.
 */
public final class AttachedFile {
    private static final Logger LOG = LoggerFactory.getLogger(AttachedFile.class);
    private static final String NUMBERS = "namespaces";

    private final Path file;
    private final Function<String, OptionalLong> numberOf;
    private final Map<String, Long> numbers = new HashMap<>();

    /** What the file has; empty until it was written: it may be of the last run. */
    private Optional<String> saved = Optional.empty();

    /** @param numberOf the number of the namespace with this name or path, if there is one */
    public AttachedFile(Path socket, Function<String, OptionalLong> numberOf) {
        this.file = Path.of(socket + ".attached");
        this.numberOf = numberOf;
    }

    /**
     * The configuration, and beside it the ports of the last run whose namespaces are still there. Ports that the
     * configuration has already, as that of a process before, stay as they are.
     */
    public synchronized Loaded restore(Loaded configured) {
        List<String> already = AttachedPorts.of(configured.tree()).stream()
                .map(AttachedPort::name)
                .toList();
        Loaded result = configured;
        for (AttachedPort port : read()) {
            if (!already.contains(port.name()) && isThere(port)) {
                result = join(result, port);
            }
        }
        return result;
    }

    private Loaded join(Loaded before, AttachedPort port) {
        try {
            switch (AttachedPorts.joined(before, port.patient())) {
                case Loaded joined -> {
                    return joined;
                }
                case ConfigResult.Rejected rejected ->
                    LOG.warn("port {} is not attached again: {}", port.name(), rejected.errors());
            }
        } catch (EditException e) {
            LOG.warn("port {} is not attached again: {}", port.name(), e.getMessage());
        }
        return before;
    }

    private List<AttachedPort> read() {
        try {
            YamlNode tree = YamlReader.read(Files.readAllBytes(file));
            List<AttachedPort> ports = AttachedPorts.of(tree);
            ports.forEach(port -> number(tree, port).ifPresent(number -> numbers.put(port.name(), number)));
            return ports;
        } catch (UnreadableYamlException e) {
            LOG.warn("the attached ports of {} cannot be read: {}", file, e.problem());
        } catch (IOException e) {
            if (Files.exists(file)) {
                LOG.warn("the attached ports of {} cannot be read: {}", file, e.toString());
            }
        }
        return List.of();
    }

    private static Optional<Long> number(YamlNode tree, AttachedPort port) {
        Optional<String> text = YamlTree.at(tree, NUMBERS, port.name())
                .filter(Scalar.class::isInstance)
                .map(node -> ((Scalar) node).text());
        return text.filter(digits -> digits.matches("[0-9]{1,18}")).map(Long::valueOf);
    }

    private boolean isThere(AttachedPort port) {
        boolean isThere = port.netns()
                .filter(netns -> numbers.containsKey(port.name()) && !hasEnded(port.name(), netns))
                .isPresent();
        if (!isThere) {
            LOG.info("port {}: its network namespace has ended meanwhile", port.name());
            numbers.remove(port.name());
        }
        return isThere;
    }

    /** Whether the namespace that the port was attached to has ended, or its name stands for another one. */
    public synchronized boolean hasEnded(String port, String netns) {
        Long number = numbers.get(port);
        return number != null && !numberOf.apply(netns).equals(OptionalLong.of(number));
    }

    /** Keeps what is attached now; what cannot be kept the log says. */
    synchronized void save(YamlNode running) {
        List<AttachedPort> ports = AttachedPorts.of(running).stream()
                .filter(port -> port.netns().isPresent())
                .toList();
        note(ports);
        String text = ports.isEmpty() ? "" : YamlWriter.write(tree(ports));
        if (saved.filter(text::equals).isPresent()) {
            return;
        }
        saved = Optional.of(text);
        try {
            write(text);
        } catch (IOException e) {
            LOG.warn("attached ports will be gone after a restart: cannot write {}: {}", file, e.toString());
        }
    }

    private void note(List<AttachedPort> ports) {
        numbers.keySet().retainAll(ports.stream().map(AttachedPort::name).toList());
        for (AttachedPort port : ports) {
            port.netns()
                    .map(numberOf)
                    .filter(OptionalLong::isPresent)
                    .ifPresent(number -> numbers.putIfAbsent(port.name(), number.getAsLong()));
        }
    }

    private YamlNode tree(List<AttachedPort> ports) {
        YamlNode tree = YamlTree.emptyMapping();
        for (AttachedPort port : ports) {
            tree = YamlTree.with(tree, port.settings(), Sections.BRIDGES, port.bridge(), Sections.PORTS, port.name());
            Long number = numbers.get(port.name());
            if (number != null) {
                tree = YamlTree.with(tree, YamlTree.scalar(number.toString(), false), NUMBERS, port.name());
            }
        }
        return tree;
    }

    private void write(String text) throws IOException {
        if (text.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        Path whole = Path.of(file + "~");
        Files.write(whole, text.getBytes(StandardCharsets.UTF_8));
        Files.move(whole, file, ATOMIC_MOVE);
    }
}
