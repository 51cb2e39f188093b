package org.taplane.it.kit;

import java.util.function.UnaryOperator;

/** One host alone in a namespace of its own: stations on one switch. */
public record Lan(Namespace at, Host host) implements World {
    /** Starts a host that {@code shape} gives its stations. */
    public static Lan start(Device device, UnaryOperator<HostSpec> shape) {
        Namespace at = Namespace.create("switch");
        try {
            return new Lan(at, Host.start(device, shape.apply(HostSpec.at(at))));
        } catch (RuntimeException | AssertionError e) {
            at.close();
            throw e;
        }
    }

    public Namespace station(String name) {
        return host.station(name);
    }

    public RawPort port(String station) {
        return host.port(station);
    }

    @Override
    public void close() {
        try (at) {
            host.close();
        }
    }
}
