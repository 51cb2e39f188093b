package org.taplane.it;

import java.nio.file.Path;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.GuestKernel;
import org.taplane.it.kit.GuestSpec;
import org.taplane.it.kit.GuestSpec.Card;
import org.taplane.it.kit.GuestStation;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OwnFolder;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.World;

/**
 * A virtual machine of two stations that share its memory with the switch: one card connects to the switch, to the other, of
 * two queues, the switch connects. With them on the bridge is a station on a TAP device.
 */
final class VhostGuests implements World {
    static final String NEAR = "10.0.0.1";
    static final String FIRST = "10.0.0.2";
    static final String SECOND = "10.0.0.3";

    private final Resources resources;
    private final OwnFolder folder;
    private final Namespace at;
    private final Namespace near;
    private Daemon daemon;
    private GuestKernel machine;

    private VhostGuests(Resources resources, Device device) {
        this.resources = resources;
        folder = resources.add(OwnFolder.create());
        at = resources.namespace("switch");
        near = resources.namespace("near");
        daemon = resources.add(Daemon.start(at, device, bridges()));
        machine = startMachine();
    }

    static VhostGuests start(Device device) {
        return Resources.building(resources -> {
            VhostGuests world = new VhostGuests(resources, device);
            world.machine.awaitBoot();
            world.settle();
            return world;
        });
    }

    private String bridges() {
        return """
                bridges:
                  br0:
                    ports:
                      near: {type: tap, netns: %s, address: [%s/24]}
                      one: {type: vhost-user, listen: %s}
                      two: {type: vhost-user, connect: %s, queues: 2}
                """.formatted(near, NEAR, path("one"), path("two"));
    }

    private Path path(String name) {
        return folder.path().resolve(name);
    }

    private GuestKernel startMachine() {
        return resources.add(GuestKernel.start(GuestSpec.in(at)
                .card(Card.onSharedMemory(path("one"), false, Mac.of(2), 1))
                .card(Card.onSharedMemory(path("two"), true, Mac.of(3), 2))));
    }

    private void settle() {
        GuestStation.create(machine, "first").take("eth0", FIRST + "/24");
        GuestStation.create(machine, "second").take("eth1", SECOND + "/24");
    }

    void reboot() {
        machine.reboot();
        settle();
    }

    /** SIGKILL, and another in its place. */
    void replaceMachine() {
        machine.kill();
        machine.close();
        machine = startMachine();
        machine.awaitBoot();
        settle();
    }

    /** SIGKILL, and another in its place. */
    void replaceDaemon() {
        daemon.kill();
        daemon = resources.add(daemon.restart());
    }

    Daemon daemon() {
        return daemon;
    }

    Namespace near() {
        return near;
    }

    GuestStation first() {
        return new GuestStation(machine, "first");
    }

    GuestStation second() {
        return new GuestStation(machine, "second");
    }

    @Override
    public void close() {
        resources.close();
    }
}
