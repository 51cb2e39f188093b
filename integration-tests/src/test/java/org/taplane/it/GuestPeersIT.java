package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.taplane.it.kit.GuestKernel;
import org.taplane.it.kit.GuestStation;
import org.taplane.it.kit.GuestTransfer;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Transfer;

/** The kernel's own VLAN devices, VLAN-aware bridge, bond and netem, in a guest, as the peers of Taplane's ports. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class GuestPeersIT {
    private static final int MEBIBYTE = 1 << 20;

    private final GuestPeers world;
    private final GuestKernel guest;
    private final Deque<Runnable> undo = new ArrayDeque<>();

    GuestPeersIT(OnDevice<GuestPeers> on) {
        world = on.world();
        guest = world.guest();
    }

    static Stream<OnDevice<GuestPeers>> devices() {
        return OnDevice.taplaneOnce(GuestPeers::start);
    }

    /** The next test has other stations at the same addresses. */
    @AfterEach
    void undoAll() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
        world.ten().run("ip neighbour flush all");
        world.twenty().run("ip neighbour flush all");
    }

    @Test
    void subInterfacesOfATrunkAreInTheirVlans() {
        up("eth0");
        vlan("eth0", "802.1Q", 10);
        vlan("eth0", "802.1Q", 20);
        GuestStation ten = station("ten").take("eth0.10", "10.0.0.2/24");
        station("twenty").take("eth0.20", "10.0.0.3/24");
        Ping.awaitAnswer(world.ten(), "10.0.0.2");
        Ping.allAnswered(world.ten(), "10.0.0.2", 3200);
        Ping.awaitAnswer(world.twenty(), "10.0.0.3");
        Ping.notAnswered(world.ten(), "10.0.0.3");
        Ping.notAnswered(world.twenty(), "10.0.0.2");
        GuestTransfer.toGuest(world.ten(), ten, "10.0.0.2", MEBIBYTE);
        GuestTransfer.fromGuest(ten, world.ten(), "10.0.0.1", MEBIBYTE);
    }

    @Test
    void innerTagsPassThroughATrunk() {
        stacked("eth0", "802.1Q", 10).take("eth0.10.77", "10.7.0.1/24");
        stacked("eth1", "802.1Q", 10).take("eth1.10.77", "10.7.0.2/24");
        guestPings("eth0", "10.7.0.2");
    }

    /** A bridge of customer VLANs sees no tag in a frame of the type 88a8 (IEEE 802.1Q, 5.5): it is of the native VLAN. */
    @Test
    void serviceTagsPassThroughInTheNativeVlan() {
        stacked("eth0", "802.1ad", 100).take("eth0.100.77", "10.7.0.1/24");
        stacked("eth1", "802.1ad", 100).take("eth1.100.77", "10.7.0.2/24");
        guestPings("eth0", "10.7.0.2");
    }

    @Test
    void aVlanAwareBridgeOnTheOtherSideOfATrunk() {
        undo("ip link del dev br0");
        guest.run("""
                modprobe bridge
                ip link add dev br0 up type bridge vlan_filtering 1 vlan_default_pvid 0 forward_delay 0
                ip link set dev eth0 up master br0
                bridge vlan add dev eth0 vid 10
                bridge vlan add dev eth0 vid 20
                for vlan in 10 20; do
                  ip link add name port$vlan up master br0 type veth peer name host$vlan
                  bridge vlan add dev port$vlan vid $vlan pvid untagged
                done""");
        station("ten").take("host10", "10.0.0.2/24");
        GuestStation twenty = station("twenty").take("host20", "10.0.0.3/24");
        Ping.awaitAnswer(world.ten(), "10.0.0.2");
        Ping.awaitAnswer(world.twenty(), "10.0.0.3");
        Ping.notAnswered(world.ten(), "10.0.0.3");
        Ping.notAnswered(world.twenty(), "10.0.0.2");
        GuestTransfer.toGuest(world.twenty(), twenty, "10.0.0.3", MEBIBYTE);
    }

    @Test
    void aBondThatLosesItsActiveLinkGoesOnByTheOther() {
        undo("ip link del dev bond0");
        guest.run("""
                modprobe bonding max_bonds=0
                ip link add name bond0 type bond mode active-backup miimon 20
                ip link set dev eth0 down master bond0
                ip link set dev eth1 down master bond0
                ip link set dev bond0 type bond active_slave eth0
                ip link set dev bond0 up
                ip link add link bond0 name bond0.10 up type vlan id 10
                ip address add 10.0.0.2/24 dev bond0.10""");
        Ping.awaitAnswer(world.ten(), "10.0.0.2");
        assertThat(portOf("bond0.10")).isEqualTo("g0");
        undo.push(() -> guest.setLink(0, true));
        guest.setLink(0, false);
        Ping.awaitAnswer(world.ten(), "10.0.0.2");
        Ping.allAnswered(world.ten(), "10.0.0.2", 1472);
        assertThat(portOf("bond0.10")).isEqualTo("g1");
        guest.setLink(0, true);
        guest.setLink(1, false);
        undo.push(() -> guest.setLink(1, true));
        Ping.awaitAnswer(world.ten(), "10.0.0.2");
        assertThat(portOf("bond0.10")).isEqualTo("g0");
    }

    @Test
    void aWireWithDelay() {
        wire("delay 15ms");
        Ping.awaitAnswer(world.near(), "10.0.0.2");
        String report = world.near().run("ping -n -q -c 5 -i 0.05 10.0.0.2").output();
        double least = Double.parseDouble(report.replaceAll("(?s).*rtt [^=]*= ([0-9.]+)/.*", "$1"));
        assertThat(least).as(report).isBetween(30.0, 1000.0);
    }

    @Test
    void aWireWithLoss() {
        wire("delay 2ms loss 20%");
        Ping.awaitAnswer(world.near(), "10.0.0.2");
        String report =
                world.near().run("ping -n -q -c 100 -i 0.005 -W 1 10.0.0.2").output();
        int received = Integer.parseInt(report.replaceAll("(?s).* ([0-9]+) received.*", "$1"));
        assertThat(received).as(report).isBetween(1, 99);
        guest.run("for card in eth2 eth3; do tc qdisc change dev $card root netem loss 2%; done");
        Transfer.tcp(world.near(), world.far(), "10.0.0.2", MEBIBYTE);
    }

    /** The guest joins the bridges one and other, and impairs what it sends to each. */
    private void wire(String impairment) {
        undo("ip link del dev br0; for card in eth2 eth3; do tc qdisc del dev $card root; done");
        guest.run("""
                modprobe bridge
                ip link add dev br0 up type bridge forward_delay 0
                for card in eth2 eth3; do
                  ip link set dev $card up master br0
                  tc qdisc add dev $card root netem %s
                done""".formatted(impairment));
    }

    private void up(String card) {
        undo("ip link set dev %s down".formatted(card));
        guest.run("ip link set dev %s up".formatted(card));
    }

    private void vlan(String on, String protocol, int vid) {
        guest.run(
                "ip link add link %1$s name %1$s.%3$d up type vlan protocol %2$s id %3$d".formatted(on, protocol, vid));
    }

    private GuestStation station(String name) {
        GuestStation station = GuestStation.create(guest, name);
        undo.push(station::remove);
        return station;
    }

    /** A station for a device of VLAN 77 on one of another VLAN on a card. */
    private GuestStation stacked(String card, String protocol, int outer) {
        up(card);
        undo("ip link del dev %s.%d".formatted(card, outer));
        vlan(card, protocol, outer);
        vlan(card + "." + outer, "802.1Q", 77);
        return station(card);
    }

    private void guestPings(String station, String address) {
        new GuestStation(guest, station).run("ping -c 3 -i 0.1 -W 5 -s 1400 " + address);
    }

    private void undo(String command) {
        undo.push(() -> guest.run(command));
    }

    /** The port on which the switch has learned a device of the guest. */
    private String portOf(String device) {
        String mac = guest.run("cat /sys/class/net/%s/address".formatted(device))
                .output()
                .strip();
        return StreamSupport.stream(world.daemon().show("fdb").spliterator(), false)
                .filter(row ->
                        row.path("mac").asText().equals(mac) && row.path("vlan").asInt() == 10)
                .map(row -> row.path("port").asText())
                .findFirst()
                .orElse("");
    }
}
