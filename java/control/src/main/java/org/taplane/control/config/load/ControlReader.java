package org.taplane.control.config.load;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.taplane.control.config.ControlConfig;
import org.taplane.control.config.DockerConfig;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Scalar;

/** Reads {@code control}. */
final class ControlReader {
    /** The size of {@code sun_path} in {@code sockaddr_un} is 108 bytes, one of them for the terminating zero. */
    private static final int LONGEST_SOCKET_PATH = 107;

    private static final String SOCKET_RULE = "a path of 1 to " + LONGEST_SOCKET_PATH + " bytes";

    private ControlReader() {}

    static Optional<ControlConfig> read(YamlNode node, Problems problems) {
        return Section.open("control", node, problems).flatMap(control -> {
            Optional<Path> socket = control.optional("socket", ControlReader::socket, ControlConfig.DEFAULT.socket());
            Optional<DockerConfig> docker = control.optional("docker", ControlReader::docker);
            return control.close(() -> new ControlConfig(socket.orElseThrow(), docker));
        });
    }

    private static Optional<DockerConfig> docker(YamlNode node, Problems problems) {
        return Section.open("docker", node, problems).flatMap(docker -> {
            Optional<Path> socket = docker.optional("socket", ControlReader::socket, DockerConfig.DEFAULT.socket());
            Optional<Path> state = docker.optional("state", ControlReader::socket, DockerConfig.DEFAULT.state());
            return docker.close(() -> new DockerConfig(socket.orElseThrow(), state.orElseThrow()));
        });
    }

    private static Optional<Path> socket(YamlNode node, Problems problems) {
        return Values.scalar(node, SOCKET_RULE, problems).flatMap(scalar -> socket(scalar, problems));
    }

    private static Optional<Path> socket(Scalar scalar, Problems problems) {
        int bytes = scalar.text().getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > LONGEST_SOCKET_PATH) {
            return problems.reject(scalar.at(), "the path is " + bytes + " bytes long", SOCKET_RULE);
        }
        try {
            return Optional.of(Path.of(scalar.text()));
        } catch (InvalidPathException e) {
            return problems.reject(scalar.at(), Wording.quote(scalar.text()) + " is not a path", SOCKET_RULE);
        }
    }
}
