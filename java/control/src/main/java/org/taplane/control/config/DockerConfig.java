package org.taplane.control.config;

import java.nio.file.Path;

/**
 * A network driver of Docker.
 *
 * @param socket by whose name Docker knows the driver; at most 107 bytes
 * @param state the file in which the driver keeps its networks, which Docker tells of only once
 */
public record DockerConfig(Path socket, Path state) {
    public static final DockerConfig DEFAULT =
            new DockerConfig(Path.of("/run/docker/plugins/taplane.sock"), Path.of("/var/lib/taplane/docker.yaml"));
}
