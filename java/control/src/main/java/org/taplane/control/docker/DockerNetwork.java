package org.taplane.control.docker;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taplane.control.api.JsonObject;
import org.taplane.control.api.PluginCalls.PluginException;

/**
 * A network that was created with {@code docker network create -d taplane}.
 *
 * @param options as they were given: {@code bridge}, {@code vlan}, {@code mtu}, {@code isolated}
 * @param gateways by {@link #GATEWAY} and {@link #GATEWAY6}; none if the network is internal
 */
record DockerNetwork(Map<String, String> options, Map<String, String> gateways) {
    static final String GATEWAY = "gateway";
    static final String GATEWAY6 = "gateway6";
    private static final String DEFAULT_BRIDGE = "br0";
    private static final String BRIDGE = "bridge";
    private static final List<String> KNOWN = List.of(BRIDGE, "vlan", "mtu", "isolated");

    /** What Docker passes of the options of the command line. */
    private static final String GENERIC = "com.docker.network.generic";

    private static final String INTERNAL = "com.docker.network.internal";

    DockerNetwork {
        options = Map.copyOf(options);
        gateways = Map.copyOf(gateways);
    }

    static DockerNetwork of(JsonObject request) throws IOException, PluginException {
        JsonObject options = Calls.object(request, "Options");
        Map<String, String> given = new LinkedHashMap<>();
        for (Map.Entry<String, Object> option :
                Calls.object(options, GENERIC).fields().entrySet()) {
            if (!KNOWN.contains(option.getKey())) {
                throw new PluginException(
                        "unknown option \"" + option.getKey() + "\"; expected " + String.join(", ", KNOWN));
            }
            given.put(option.getKey(), String.valueOf(option.getValue()));
        }
        Map<String, String> gateways = new LinkedHashMap<>();
        if (!Boolean.TRUE.equals(options.fields().get(INTERNAL))) {
            gateway(request, "IPv4Data").ifPresent(address -> gateways.put(GATEWAY, address));
            gateway(request, "IPv6Data").ifPresent(address -> gateways.put(GATEWAY6, address));
        }
        return new DockerNetwork(given, gateways);
    }

    private static Optional<String> gateway(JsonObject request, String family) throws IOException {
        if (!request.fields().containsKey(family)) {
            return Optional.empty();
        }
        for (JsonObject data : request.objects(family)) {
            Optional<String> gateway = data.optionalText("Gateway").filter(text -> !text.isEmpty());
            if (gateway.isPresent()) {
                return gateway.map(text -> text.replaceFirst("/.*", ""));
            }
        }
        return Optional.empty();
    }

    String bridge() {
        return options.getOrDefault(BRIDGE, DEFAULT_BRIDGE);
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }
}
