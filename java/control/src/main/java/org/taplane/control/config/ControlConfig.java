package org.taplane.control.config;

import java.nio.file.Path;

/**
 * How the daemon is asked about its state.
 *
 * @param socket of the admin requests; at most 107 bytes, which is what a {@code sockaddr_un} holds
 */
public record ControlConfig(Path socket) {
    public static final ControlConfig DEFAULT = new ControlConfig(Path.of("/run/taplane/taplane.sock"));
}
