package org.taplane.it.kit;

import java.util.function.BiConsumer;

/** One daemon with a configuration of the test's own. Its TAP devices stay in the daemon's namespace. */
public record Rig(Resources resources, Namespace at, Daemon daemon) implements World {
    public static Rig start(Device device, String bridges) {
        return start(device, bridges, (at, resources) -> {});
    }

    /** {@code prepare} puts into the namespace what the configuration expects there. */
    public static Rig start(Device device, String bridges, BiConsumer<Namespace, Resources> prepare) {
        return Resources.building(resources -> {
            Namespace at = resources.namespace("switch");
            prepare.accept(at, resources);
            return new Rig(resources, at, resources.add(Daemon.start(at, device, bridges)));
        });
    }

    /** A raw port on a TAP of the daemon, or any other device in its namespace. */
    public RawPort port(String device) {
        return RawPort.open(at, device);
    }

    @Override
    public void close() {
        resources.close();
    }
}
