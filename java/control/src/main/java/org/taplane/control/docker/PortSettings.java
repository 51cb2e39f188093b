package org.taplane.control.docker;

import java.util.List;
import org.taplane.control.config.yaml.Position;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Mapping;
import org.taplane.control.config.yaml.YamlNode.Sequence;
import org.taplane.control.config.yaml.YamlTree;

/** The settings of an endpoint's port. */
final class PortSettings {
    private PortSettings() {}

    /** A port whose interface Docker moves, renames and gives addresses. */
    static Mapping toMove(DockerNetwork network, DockerEndpoint endpoint) {
        Mapping settings = with(YamlTree.emptyMapping(), "tap", "type");
        settings = with(settings, endpoint.label(), "attached");
        settings = with(settings, endpoint.mac(), "mac");
        settings = withOption(settings, network, "vlan", "vlan", "access");
        settings = withOption(settings, network, "mtu", "mtu");
        return withOption(settings, network, "isolated", "isolated");
    }

    /** One that is made in the container as Docker had left it. */
    static Mapping inside(DockerNetwork network, DockerEndpoint endpoint, String device) {
        Mapping settings = with(toMove(network, endpoint), endpoint.sandbox(), "netns");
        settings = with(settings, device, "device");
        settings = with(settings, "wait", "on-missing");
        settings = YamlTree.with(
                settings,
                list(endpoint.addresses().stream().map(PortSettings::text).toList()),
                "address");
        return YamlTree.with(
                settings,
                list(network.gateways().values().stream()
                        .<YamlNode>map(gateway -> with(YamlTree.emptyMapping(), gateway, "via"))
                        .toList()),
                "routes");
    }

    private static Mapping withOption(Mapping settings, DockerNetwork network, String option, String... keys) {
        return network.option(option)
                .map(value -> YamlTree.with(settings, YamlTree.scalar(value, false), keys))
                .orElse(settings);
    }

    private static Mapping with(Mapping settings, String value, String key) {
        return YamlTree.with(settings, text(value), key);
    }

    private static YamlNode text(String value) {
        return YamlTree.scalar(value, true);
    }

    private static YamlNode list(List<? extends YamlNode> items) {
        return new Sequence(Position.START, List.copyOf(items));
    }
}
