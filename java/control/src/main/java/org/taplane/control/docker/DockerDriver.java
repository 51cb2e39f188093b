package org.taplane.control.docker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.api.JsonObject;
import org.taplane.control.api.PluginCalls;
import org.taplane.control.config.yaml.YamlNode.Mapping;
import org.taplane.control.reconcile.Edit;
import org.taplane.control.reconcile.LiveConfig;
import org.taplane.control.reconcile.Outcome;
import org.taplane.control.reconcile.Proposal;

/**
 * The network driver {@code taplane}. An endpoint that a container joins gets a TAP port, whose interface Docker moves
 * into the container. After a restart of the daemon the interface is made in the container at once, for Docker would not
 * ask again.
 */
public final class DockerDriver implements PluginCalls {
    private static final Logger LOG = LoggerFactory.getLogger(DockerDriver.class);
    private static final String WHO = "docker";
    private static final String PREFIX = "eth";
    private static final String PORT_MAP = "com.docker.network.portmap";
    private static final Map<String, Object> NOTHING = Map.of();

    private final DockerState state;
    private final LiveConfig live;
    private final Function<String, Optional<List<String>>> interfaces;

    /** @param interfaces the names of the interfaces in the namespace with this path; empty if there is no such */
    public DockerDriver(Path state, LiveConfig live, Function<String, Optional<List<String>>> interfaces) {
        this.state = DockerState.load(state);
        this.live = live;
        this.interfaces = interfaces;
    }

    @Override
    public Map<String, Object> call(String method, JsonObject arguments) throws PluginException {
        try {
            return switch (method) {
                case "Plugin.Activate" -> Map.of("Implements", List.of("NetworkDriver"));
                case "NetworkDriver.GetCapabilities" -> Map.of("Scope", "local", "ConnectivityScope", "local");
                case "NetworkDriver.CreateNetwork" -> createNetwork(arguments);
                case "NetworkDriver.DeleteNetwork" -> deleteNetwork(arguments);
                case "NetworkDriver.CreateEndpoint" -> createEndpoint(arguments);
                case "NetworkDriver.DeleteEndpoint" -> deleteEndpoint(arguments);
                case "NetworkDriver.Join" -> join(arguments);
                case "NetworkDriver.Leave" -> leave(arguments);
                case "NetworkDriver.EndpointOperInfo" -> Map.of("Value", NOTHING);
                case "NetworkDriver.AllocateNetwork",
                        "NetworkDriver.FreeNetwork",
                        "NetworkDriver.DiscoverNew",
                        "NetworkDriver.DiscoverDelete",
                        "NetworkDriver.ProgramExternalConnectivity",
                        "NetworkDriver.RevokeExternalConnectivity" -> NOTHING;
                default -> throw new PluginException("there is no call " + method);
            };
        } catch (IOException e) {
            throw new PluginException(method + ": " + e.getMessage());
        }
    }

    /** What the options say is judged as if there were a port already. */
    private Map<String, Object> createNetwork(JsonObject request) throws IOException, PluginException {
        String id = Calls.id(request, "NetworkID");
        DockerNetwork network = DockerNetwork.of(request);
        DockerEndpoint trial = new DockerEndpoint("trial", id, "", "", "02:00:00:00:00:01", "");
        submit(proposal(network, trial, PortSettings.toMove(network, trial)).asDryRun(true));
        state.networks().put(id, network);
        state.save();
        return NOTHING;
    }

    private Map<String, Object> deleteNetwork(JsonObject request) throws IOException, PluginException {
        state.networks().remove(Calls.id(request, "NetworkID"));
        state.save();
        return NOTHING;
    }

    private Map<String, Object> createEndpoint(JsonObject request) throws IOException, PluginException {
        String id = Calls.id(request, "EndpointID");
        String network = Calls.id(request, "NetworkID");
        network(network);
        if (!(Calls.object(request, "Options").fields().getOrDefault(PORT_MAP, List.of()) instanceof List<?> mapped)
                || !mapped.isEmpty()) {
            throw new PluginException("ports cannot be published: a container has an address of its own network");
        }
        JsonObject link = Calls.object(request, "Interface");
        String mac = Calls.text(link, "MacAddress");
        DockerEndpoint endpoint = new DockerEndpoint(
                id,
                network,
                Calls.text(link, "Address"),
                Calls.text(link, "AddressIPv6"),
                mac.isEmpty() ? mac(id) : mac,
                "");
        state.endpoints().put(id, endpoint);
        state.save();
        return Map.of("Interface", mac.isEmpty() ? Map.of("MacAddress", endpoint.mac()) : NOTHING);
    }

    /** Of the identifier, so that it is the same whenever the interface is made. */
    private static String mac(String id) {
        long digits = Integer.toUnsignedLong(id.hashCode()) | (long) id.length() << Integer.SIZE;
        return "02:%02x:%02x:%02x:%02x:%02x"
                .formatted(
                        digits >>> 32 & 0xff,
                        digits >>> 24 & 0xff,
                        digits >>> 16 & 0xff,
                        digits >>> 8 & 0xff,
                        digits & 0xff);
    }

    private Map<String, Object> deleteEndpoint(JsonObject request) throws IOException, PluginException {
        Optional<DockerEndpoint> endpoint =
                Optional.ofNullable(state.endpoints().remove(Calls.id(request, "EndpointID")));
        if (endpoint.isPresent()) {
            detach(endpoint.get());
        }
        state.save();
        return NOTHING;
    }

    private Map<String, Object> join(JsonObject request) throws IOException, PluginException {
        DockerEndpoint endpoint = endpoint(request).in(Calls.text(request, "SandboxKey"));
        DockerNetwork network = network(endpoint.network());
        submit(proposal(network, endpoint, PortSettings.toMove(network, endpoint)));
        state.endpoints().put(endpoint.id(), endpoint);
        state.save();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("InterfaceName", Map.of("SrcName", endpoint.port(), "DstPrefix", PREFIX));
        answer.put("Gateway", network.gateways().getOrDefault(DockerNetwork.GATEWAY, ""));
        answer.put("GatewayIPv6", network.gateways().getOrDefault(DockerNetwork.GATEWAY6, ""));
        answer.put("DisableGatewayService", true);
        return answer;
    }

    private Map<String, Object> leave(JsonObject request) throws IOException, PluginException {
        Optional<DockerEndpoint> endpoint =
                Optional.ofNullable(state.endpoints().get(Calls.id(request, "EndpointID")));
        if (endpoint.isPresent()) {
            detach(endpoint.get());
            state.endpoints().put(endpoint.get().id(), endpoint.get().in(""));
            state.save();
        }
        return NOTHING;
    }

    /** Makes the interfaces of the containers again that were there when an earlier daemon ended. */
    public void restore() {
        for (DockerEndpoint endpoint : state.endpoints().values()) {
            Optional<DockerNetwork> network =
                    Optional.ofNullable(state.networks().get(endpoint.network()));
            Optional<List<String>> taken = endpoint.joined().flatMap(interfaces);
            if (network.isPresent() && taken.isPresent() && !live.isAttached(endpoint.port())) {
                restore(network.get(), endpoint, free(taken.get()));
            }
        }
    }

    /** Docker numbers the interfaces of a container in the order in which it is joined to networks. */
    private static String free(List<String> taken) {
        int number = 0;
        while (taken.contains(PREFIX + number)) {
            number++;
        }
        return PREFIX + number;
    }

    private void restore(DockerNetwork network, DockerEndpoint endpoint, String device) {
        try {
            submit(proposal(network, endpoint, PortSettings.inside(network, endpoint, device)));
        } catch (PluginException e) {
            LOG.warn("port {} of a Docker container is not attached again: {}", endpoint.port(), e.getMessage());
        }
    }

    private void detach(DockerEndpoint endpoint) throws PluginException {
        submit(Proposal.single(new Edit.Detach(endpoint.port(), endpoint.label()), WHO));
    }

    private static Proposal proposal(DockerNetwork network, DockerEndpoint endpoint, Mapping settings) {
        return Proposal.single(new Edit.AddPort(network.bridge(), endpoint.port(), settings), WHO);
    }

    private void submit(Proposal proposal) throws PluginException {
        if (live.submit(proposal) instanceof Outcome.Refused(List<String> errors)) {
            throw new PluginException(errors.getFirst());
        }
    }

    private DockerNetwork network(String id) throws PluginException {
        return Optional.ofNullable(state.networks().get(id))
                .orElseThrow(() -> new PluginException("network " + id + " is not known: create it anew"));
    }

    private DockerEndpoint endpoint(JsonObject request) throws IOException, PluginException {
        String id = Calls.id(request, "EndpointID");
        return Optional.ofNullable(state.endpoints().get(id))
                .orElseThrow(() -> new PluginException("endpoint " + id + " is not known"));
    }
}
