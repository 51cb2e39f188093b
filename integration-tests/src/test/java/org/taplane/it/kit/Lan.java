package org.taplane.it.kit;

import java.util.function.UnaryOperator;

/** One host alone in a namespace of its own: stations on one switch. */
public record Lan(Resources resources, Namespace at, Host host) implements World {
    /** Starts a host that {@code shape} gives its stations. */
    public static Lan start(Device device, UnaryOperator<HostSpec> shape) {
        return Resources.building(resources -> {
            Namespace at = resources.namespace("switch");
            return new Lan(resources, at, resources.add(Host.start(device, shape.apply(HostSpec.at(at)))));
        });
    }

    public Namespace station(String name) {
        return host.station(name);
    }

    public RawPort port(String station) {
        return host.port(station);
    }

    @Override
    public void close() {
        resources.close();
    }
}
