package org.taplane.control.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the daemon is asked about its state.
 *
 * @param socket of the admin requests; at most 107 bytes, which is what a {@code sockaddr_un} holds
 * @param docker whether and how it is a network driver of Docker
 */
public record ControlConfig(Path socket, Optional<DockerConfig> docker) {
    public static final ControlConfig DEFAULT =
            new ControlConfig(Path.of("/run/taplane/taplane.sock"), Optional.empty());
}
