package org.taplane.control.config.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.taplane.control.config.Config;
import org.taplane.control.config.yaml.Position;
import org.taplane.control.config.yaml.UnreadableYamlException;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlReader;

/**
 * Reads configurations. Bad input of any kind ends as {@link ConfigResult.Rejected}, never as an exception, and costs
 * bounded time and memory. The machine is not asked: devices, namespaces and permissions are found out later.
 */
public final class ConfigLoader {
    /** A larger file is refused; about 15,000 static entries fit. */
    public static final int MAX_BYTES = 1 << 20;

    /** What {@code run} uses without a file, and an example to start from. */
    private static final String DEFAULT_RESOURCE = "default.yaml";

    private static final String READABLE = "a readable file";

    private ConfigLoader() {}

    public static ConfigResult load(Path file) {
        String name = file.toString();
        try {
            return Files.isDirectory(file)
                    ? unreadable(name, "this is a directory", "a file")
                    : parse(name, head(file));
        } catch (NoSuchFileException e) {
            return unreadable(name, "there is no such file", READABLE);
        } catch (AccessDeniedException e) {
            return unreadable(name, "permission to read the file is denied", READABLE);
        } catch (IOException e) {
            return unreadable(name, "the file cannot be read: " + e.getMessage(), READABLE);
        }
    }

    /**
     * Reads the text of a file.
     *
     * @param name how messages call the file
     */
    public static ConfigResult parse(String name, byte[] yaml) {
        if (yaml.length > MAX_BYTES) {
            return unreadable(name, "the file is too large", "at most " + MAX_BYTES + " bytes");
        }
        Problems problems = new Problems(name);
        try {
            ConfigReader reader = new ConfigReader(problems);
            YamlNode tree = YamlReader.read(yaml);
            Optional<Config> config = reader.read(tree);
            return config.<ConfigResult>map(read -> new ConfigResult.Loaded(read, reader.ports(name), tree))
                    .orElseGet(() -> new ConfigResult.Rejected(problems.sorted()));
        } catch (UnreadableYamlException e) {
            return rejected(new ConfigError(name, e.at(), e.problem(), e.expected()));
        }
    }

    /** One bridge with two TAPs. */
    public static ConfigResult.Loaded embeddedDefault() {
        return switch (parse(DEFAULT_RESOURCE, embeddedText())) {
            case ConfigResult.Loaded loaded -> loaded;
            case ConfigResult.Rejected rejected -> throw new IllegalStateException(rejected.toString());
        };
    }

    private static byte[] embeddedText() {
        try (InputStream text = ConfigLoader.class.getResourceAsStream(DEFAULT_RESOURCE)) {
            return Objects.requireNonNull(text, DEFAULT_RESOURCE).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One byte more than is allowed, if the file has it: the size that a file claims may be wrong. */
    private static byte[] head(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return bytes.readNBytes(MAX_BYTES + 1);
        }
    }

    private static ConfigResult unreadable(String name, String problem, String expected) {
        return rejected(new ConfigError(name, Position.START, problem, expected));
    }

    private static ConfigResult rejected(ConfigError error) {
        return new ConfigResult.Rejected(List.of(error));
    }
}
