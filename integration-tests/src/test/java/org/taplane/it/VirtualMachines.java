package org.taplane.it;

import java.util.List;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.GuestKernel;
import org.taplane.it.kit.GuestSpec;
import org.taplane.it.kit.GuestStation;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.World;

/**
 * Virtual machines of a user without any capability on TAP devices of the daemon's. In VLAN 10 are {@code one}, whose card
 * has one queue, {@code two}, whose card has two, and the namespace {@code host}; in VLAN 20 are the second card of
 * {@code one}, which is the station {@code other}, and the namespace {@code twenty}. There is a port for a third machine.
 */
final class VirtualMachines implements World {
    static final String ONE = "10.0.0.1";
    static final String TWO = "10.0.0.2";
    static final String THREE = "10.0.0.3";
    static final String OTHER = "10.0.0.4";
    static final String HOST = "10.0.0.5";
    static final int NOBODY = 65_534;
    private static final int JUMBO = 9000;

    private final Resources resources;
    private final Namespace at;
    private final Namespace host;
    private final Namespace twenty;
    private final GuestKernel one;
    private final GuestKernel two;
    private Daemon daemon;

    private VirtualMachines(Resources resources, Device device) {
        this.resources = resources;
        at = resources.namespace("switch");
        host = resources.namespace("host");
        twenty = resources.namespace("twenty");
        daemon = Daemon.start(at, device, bridges());
        one = resources.add(GuestKernel.start(
                GuestSpec.in(at).card(card("vm1", 1)).card(card("vm4", 4)).as(NOBODY)));
        two = resources.add(GuestKernel.start(GuestSpec.in(at)
                .card(GuestSpec.Card.onTap("vm2", Mac.of(2), 2, JUMBO))
                .as(NOBODY)));
        one.awaitBoot();
        two.awaitBoot();
    }

    static VirtualMachines start(Device device) {
        return Resources.building(resources -> {
            VirtualMachines world = new VirtualMachines(resources, device);
            address(world.one, ONE);
            address(world.two, TWO);
            GuestStation.create(world.one, "other").take("eth1", OTHER + "/24");
            return world;
        });
    }

    private String bridges() {
        return """
                bridges:
                  br0:
                    ports:
                      vm1: {type: tap, owner: nobody, persist: true, mtu: 9000, vlan: {access: 10}}
                      vm2: {type: tap, owner: 65534, multi-queue: true, persist: true, mtu: 9000, vlan: {access: 10}}
                      vm3: {type: tap, group: nogroup, persist: true, mtu: 9000, vlan: {access: 10}}
                      vm4: {type: tap, owner: nobody, group: 65534, persist: true, mtu: 9000, vlan: {access: 20}}
                      host: {type: tap, netns: %s, address: [%s/24], mtu: 9000, vlan: {access: 10}}
                      twenty: {type: tap, netns: %s, address: [%s/24], mtu: 9000, vlan: {access: 20}}
                """.formatted(host, HOST, twenty, HOST);
    }

    private static GuestSpec.Card card(String tap, int number) {
        return GuestSpec.Card.onTap(tap, Mac.of(number), 1, JUMBO);
    }

    /** Gives the first card of a machine that has just booted an address. */
    static void address(GuestKernel machine, String address) {
        machine.run("ip address add %s/24 dev eth0 && ip link set dev eth0 up".formatted(address));
    }

    /** Another machine on the third port, with its address; the caller closes it. */
    GuestKernel third() {
        GuestKernel third =
                GuestKernel.start(GuestSpec.in(at).card(card("vm3", 3)).as(NOBODY));
        third.awaitBoot();
        address(third, THREE);
        return third;
    }

    GuestKernel one() {
        return one;
    }

    GuestKernel two() {
        return two;
    }

    GuestStation other() {
        return new GuestStation(one, "other");
    }

    Namespace host() {
        return host;
    }

    Namespace twenty() {
        return twenty;
    }

    Daemon daemon() {
        return daemon;
    }

    /** Ends the daemon, and starts it again; the devices stay meanwhile. */
    List<String> restart(boolean killed) {
        if (killed) {
            daemon.kill();
        } else {
            daemon.stop();
        }
        List<String> left = at.interfaces();
        daemon = daemon.restart();
        return left;
    }

    void awaitAnswer(String address) {
        Ping.awaitAnswer(host, address);
    }

    @Override
    public void close() {
        resources.add(daemon);
        resources.close();
    }
}
