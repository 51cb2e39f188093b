package org.taplane.it.kit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.taplane.it.kit.HostSpec.Station;

/** A running {@link HostSpec}: stations in namespaces of their own, joined by the device under test. */
public final class Host implements AutoCloseable {
    private final Resources resources;
    private final Namespace at;
    private final Map<Station, Namespace> stations;
    private Optional<Daemon> daemon;

    private Host(Resources resources, Namespace at, Map<Station, Namespace> stations, Optional<Daemon> daemon) {
        this.resources = resources;
        this.at = at;
        this.stations = stations;
        this.daemon = daemon;
    }

    /** Starts the host; on return its switch forwards. */
    public static Host start(Device device, HostSpec spec) {
        return Resources.building(resources -> {
            Map<Station, Namespace> stations = new LinkedHashMap<>();
            spec.stations().forEach(station -> stations.put(station, resources.namespace(station.name())));
            return new Host(resources, spec.at(), stations, startSwitch(device, spec, stations));
        });
    }

    private static Optional<Daemon> startSwitch(Device device, HostSpec spec, Map<Station, Namespace> stations) {
        if (device.isKernel()) {
            KernelHost.build(spec, stations);
            return Optional.empty();
        }
        return Optional.of(Daemon.start(spec.at(), device, TaplaneConfig.bridges(spec, stations)));
    }

    /** The host's own namespace. */
    public Namespace at() {
        return at;
    }

    /** The namespace of a station; its interface has the station's name. */
    public Namespace station(String name) {
        return stations.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no station " + name));
    }

    /** A raw port on the station's interface, capturing from now on. The caller closes it. */
    public RawPort port(String station) {
        return RawPort.open(station(station), station);
    }

    /** The daemon, where the device under test is Taplane. */
    public Daemon daemon() {
        return daemon.orElseThrow(() -> new AssertionError("the kernel has no daemon"));
    }

    /** Kills the daemon without a chance to clean up and starts it again. */
    public void killAndRestart() {
        daemon().kill();
        daemon = Optional.of(daemon().restart());
    }

    @Override
    public void close() {
        daemon.ifPresent(resources::add);
        resources.close();
    }
}
