package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.it.kit.Eventually;
import org.taplane.it.kit.GuestKernel;
import org.taplane.it.kit.GuestStation;
import org.taplane.it.kit.GuestTransfer;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.OnDevice;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.SegmentingSocket;

/** QEMU with virtio-net cards, run by an ordinary user, on TAP devices that the daemon makes for it. */
@KernelTest
@ParameterizedClass
@MethodSource("devices")
final class VirtualMachinesIT {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final int MEBIBYTES = 4 << 20;
    private static final int JUMBO_PING = 8972;

    private final VirtualMachines world;
    private final GuestStation one;
    private final GuestStation two;

    VirtualMachinesIT(OnDevice<VirtualMachines> on) {
        world = on.world();
        one = GuestStation.whole(world.one());
        two = GuestStation.whole(world.two());
    }

    static Stream<OnDevice<VirtualMachines>> devices() {
        return OnDevice.taplaneOnce(VirtualMachines::start);
    }

    @Test
    void cardsHaveTheirOffloadsAndQueues() {
        for (GuestStation machine : new GuestStation[] {one, two}) {
            assertThat(machine.run("ethtool -k eth0").output())
                    .contains("tx-checksumming: on", "tx-tcp-segmentation: on", "generic-receive-offload: on");
        }
        assertThat(one.run("ethtool -l eth0").output()).containsPattern("(?s)Current.*Combined:\\s+1");
        assertThat(two.run("ethtool -l eth0").output()).containsPattern("(?s)Current.*Combined:\\s+2");
    }

    @Test
    void machinesInOneVlanReachEachOther() {
        one.run("ping -c 3 -i 0.2 -W 5 " + VirtualMachines.TWO);
        two.run("ping -c 3 -i 0.2 -W 5 -s %d %s".formatted(JUMBO_PING, VirtualMachines.ONE));
        GuestTransfer.between(one, two, VirtualMachines.TWO, MEBIBYTES);
        GuestTransfer.between(two, one, VirtualMachines.ONE, MEBIBYTES);
    }

    @Test
    void machinesAndNamespacesReachEachOther() {
        world.awaitAnswer(VirtualMachines.TWO);
        Ping.allAnswered(world.host(), VirtualMachines.ONE, JUMBO_PING);
        Ping.allAnswered(world.host(), VirtualMachines.TWO, JUMBO_PING);
        GuestTransfer.toGuest(world.host(), two, VirtualMachines.TWO, MEBIBYTES);
        GuestTransfer.fromGuest(one, world.host(), VirtualMachines.HOST, MEBIBYTES);
        GuestTransfer.toGuest(world.host(), one, VirtualMachines.ONE, MEBIBYTES);
    }

    @Test
    void vlansStayApart() {
        Ping.awaitAnswer(world.twenty(), VirtualMachines.OTHER);
        GuestTransfer.toGuest(world.twenty(), world.other(), VirtualMachines.OTHER, MEBIBYTES);
        Ping.notAnswered(world.host(), VirtualMachines.OTHER);
        Ping.notAnswered(world.twenty(), VirtualMachines.TWO);
    }

    /** The machine's card of QEMU 7.2 takes no UDP segments, so they are cut on the way, and their checksums completed. */
    @Test
    void segmentedDatagramsArriveOneByOne() {
        world.awaitAnswer(VirtualMachines.TWO);
        long before = datagrams();
        try (SegmentingSocket socket =
                SegmentingSocket.open(world.host(), new InetSocketAddress(VirtualMachines.TWO, 7000))) {
            socket.send(new byte[40_000], 1000);
        }
        Eventually.await("forty datagrams more", BOUND, () -> datagrams() == before + 40);
        assertThat(udp("InCsumErrors")).isZero();
    }

    /** Those that arrived intact at a port that nobody listens on. */
    private long datagrams() {
        return udp("NoPorts");
    }

    private long udp(String counter) {
        String[] rows = two.run("grep ^Udp: /proc/net/snmp").output().split("\n", -1);
        return Long.parseLong(
                rows[1].split(" ", -1)[List.of(rows[0].split(" ", -1)).indexOf(counter)]);
    }

    @Test
    void aMachineReboots() {
        world.two().reboot();
        VirtualMachines.address(world.two(), VirtualMachines.TWO);
        world.awaitAnswer(VirtualMachines.TWO);
        GuestTransfer.toGuest(world.host(), two, VirtualMachines.TWO, MEBIBYTES);
    }

    @Test
    void aMachineIsKilledAndStartedAgain() {
        for (int run = 0; run < 2; run++) {
            try (GuestKernel third = world.third()) {
                world.awaitAnswer(VirtualMachines.THREE);
                assertThat(state("vm3")).isEqualTo("up");
                third.kill();
                Eventually.await("the port is down", BOUND, () -> state("vm3").equals("down"));
            }
        }
        world.awaitAnswer(VirtualMachines.TWO);
    }

    private String state(String port) {
        return world.daemon().port(port).path("state").asText();
    }

    @Test
    void aCableIsPulledAndPlugged() {
        world.awaitAnswer(VirtualMachines.TWO);
        world.two().setLink(0, false);
        Ping.notAnswered(world.host(), VirtualMachines.TWO);
        world.two().setLink(0, true);
        world.awaitAnswer(VirtualMachines.TWO);
    }

    @Test
    void aMachineSetsItsLinkDownAndUp() {
        world.awaitAnswer(VirtualMachines.TWO);
        two.run("ip link set dev eth0 down");
        Ping.notAnswered(world.host(), VirtualMachines.TWO);
        two.run("ip link set dev eth0 up");
        world.awaitAnswer(VirtualMachines.TWO);
    }

    /** Machines keep the devices that persist, and a new daemon joins them again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theDaemonIsRestartedUnderItsMachines(boolean killed) {
        assertThat(world.restart(killed)).contains("vm1", "vm2", "vm3", "vm4");
        world.awaitAnswer(VirtualMachines.ONE);
        world.awaitAnswer(VirtualMachines.TWO);
        GuestTransfer.toGuest(world.host(), two, VirtualMachines.TWO, MEBIBYTES);
    }
}
