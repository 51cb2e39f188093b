package org.taplane.control.docker;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.yaml.UnreadableYamlException;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Entry;
import org.taplane.control.config.yaml.YamlNode.Mapping;
import org.taplane.control.config.yaml.YamlNode.Scalar;
import org.taplane.control.config.yaml.YamlReader;
import org.taplane.control.config.yaml.YamlTree;
import org.taplane.control.config.yaml.YamlWriter;

/** The networks and endpoints that Docker has told of. It tells only once, so they are kept in a file. */
final class DockerState {
    private static final Logger LOG = LoggerFactory.getLogger(DockerState.class);
    private static final String NETWORKS = "networks";
    private static final String ENDPOINTS = "endpoints";

    private final Path file;
    private final Map<String, DockerNetwork> networks = new LinkedHashMap<>();
    private final Map<String, DockerEndpoint> endpoints = new LinkedHashMap<>();

    private DockerState(Path file) {
        this.file = file;
    }

    /** What a file has. One that cannot be read the log tells of; Docker's networks have to be created anew then. */
    static DockerState load(Path file) {
        DockerState state = new DockerState(file);
        try {
            if (Files.exists(file)) {
                state.read(YamlReader.read(Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            LOG.warn("Docker's networks cannot be read from {}: {}", file, e.toString());
        } catch (UnreadableYamlException e) {
            LOG.warn("Docker's networks cannot be read from {}: {}", file, e.problem());
        }
        return state;
    }

    Map<String, DockerNetwork> networks() {
        return networks;
    }

    /** In the order in which they came. */
    Map<String, DockerEndpoint> endpoints() {
        return endpoints;
    }

    private void read(YamlNode tree) {
        for (Entry entry : entries(tree, NETWORKS)) {
            Map<String, String> all = texts(entry.value());
            Map<String, String> gateways = new LinkedHashMap<>(all);
            gateways.keySet().removeIf(key -> !key.startsWith(DockerNetwork.GATEWAY));
            all.keySet().removeAll(gateways.keySet());
            networks.put(entry.key().text(), new DockerNetwork(all, gateways));
        }
        for (Entry entry : entries(tree, ENDPOINTS)) {
            Map<String, String> texts = texts(entry.value());
            String id = entry.key().text();
            endpoints.put(
                    id,
                    new DockerEndpoint(
                            id,
                            texts.getOrDefault("network", ""),
                            texts.getOrDefault("address", ""),
                            texts.getOrDefault("address6", ""),
                            texts.getOrDefault("mac", ""),
                            texts.getOrDefault("sandbox", "")));
        }
    }

    private static Iterable<Entry> entries(YamlNode tree, String section) {
        return YamlTree.entries(YamlTree.at(tree, section).orElseGet(YamlTree::emptyMapping));
    }

    private static Map<String, String> texts(YamlNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Entry entry : YamlTree.entries(node)) {
            if (entry.value() instanceof Scalar scalar) {
                texts.put(entry.key().text(), scalar.text());
            }
        }
        return texts;
    }

    /** @throws IOException if the file cannot be written: what has changed would be forgotten */
    void save() throws IOException {
        Mapping tree = YamlTree.emptyMapping();
        for (Map.Entry<String, DockerNetwork> network : networks.entrySet()) {
            Mapping section = section(network.getValue().options());
            for (Map.Entry<String, String> gateway :
                    network.getValue().gateways().entrySet()) {
                section = YamlTree.with(section, YamlTree.scalar(gateway.getValue(), true), gateway.getKey());
            }
            tree = YamlTree.with(tree, section, NETWORKS, network.getKey());
        }
        for (DockerEndpoint endpoint : endpoints.values()) {
            Map<String, String> texts = Map.of(
                    "network", endpoint.network(),
                    "address", endpoint.address(),
                    "address6", endpoint.address6(),
                    "mac", endpoint.mac(),
                    "sandbox", endpoint.sandbox());
            tree = YamlTree.with(tree, section(texts), ENDPOINTS, endpoint.id());
        }
        write(YamlWriter.write(tree));
    }

    private static Mapping section(Map<String, String> texts) {
        Mapping section = YamlTree.emptyMapping();
        for (Map.Entry<String, String> text : texts.entrySet()) {
            section = YamlTree.with(section, YamlTree.scalar(text.getValue(), true), text.getKey());
        }
        return section;
    }

    private void write(String text) throws IOException {
        Optional<Path> folder = Optional.ofNullable(file.toAbsolutePath().getParent());
        if (folder.isPresent()) {
            Files.createDirectories(folder.get());
        }
        Path whole = Path.of(file + "~");
        Files.write(whole, text.getBytes(StandardCharsets.UTF_8));
        Files.move(whole, file, ATOMIC_MOVE);
    }
}
