package org.taplane.control.docker;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A container's end of a network.
 *
 * @param network its id
 * @param address with prefix length; empty if it has none
 * @param address6 likewise
 * @param sandbox the file that stands for the container's namespace; empty until the endpoint is joined
 */
record DockerEndpoint(String id, String network, String address, String address6, String mac, String sandbox) {
    private static final int NAME_DIGITS = 12;

    /** The port, and its interface until Docker has moved and renamed it. */
    String port() {
        return "dk" + id.substring(0, Math.min(NAME_DIGITS, id.length()));
    }

    String label() {
        return "docker " + id;
    }

    List<String> addresses() {
        return Stream.of(address, address6).filter(text -> !text.isEmpty()).toList();
    }

    Optional<String> joined() {
        return Optional.of(sandbox).filter(path -> !path.isEmpty());
    }

    DockerEndpoint in(String path) {
        return new DockerEndpoint(id, network, address, address6, mac, path);
    }
}
