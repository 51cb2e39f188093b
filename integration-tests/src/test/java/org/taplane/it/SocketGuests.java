package org.taplane.it;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Device;
import org.taplane.it.kit.GuestKernel;
import org.taplane.it.kit.GuestSpec;
import org.taplane.it.kit.GuestSpec.Card;
import org.taplane.it.kit.GuestStation;
import org.taplane.it.kit.HostSpec.Tunnel;
import org.taplane.it.kit.KernelVxlan;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.OwnFolder;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.World;

/**
 * Two virtual machines of two stations each. Those of the first are on stream ports, one of which QEMU connects to while the
 * other connects to QEMU; those of the second on dgram ports. With them on the bridge are a TAP device, behind which is the
 * station {@code near}, and a VXLAN tunnel to a kernel's, behind which is {@code far}.
 */
final class SocketGuests implements World {
    static final String NEAR = "10.0.0.1";
    static final String FAR = "10.0.0.2";
    static final String UNIX_STREAM = "10.0.0.3";
    static final String TCP = "10.0.0.4";
    static final String UNIX_DGRAM = "10.0.0.5";
    static final String UDP = "10.0.0.6";
    private static final int VNI = 42;

    /** What fits the tunnel. */
    private static final int MTU = 1450;

    private final Resources resources;
    private final OwnFolder folder;
    private final Namespace at;
    private final Namespace near;
    private final Namespace far;
    private final Daemon daemon;
    private final GuestKernel datagrams;
    private GuestKernel streams;

    private SocketGuests(Resources resources, Device device) {
        this.resources = resources;
        folder = resources.add(OwnFolder.create());
        at = resources.namespace("switch");
        near = resources.namespace("near");
        far = resources.namespace("far");
        at.sysctl("net/unix/max_dgram_qlen", "512");
        Underlay.IPV4.join(at, far, true);
        KernelVxlan.create(
                far, "vx", new Tunnel(VNI, Underlay.IPV4.host(2), List.of(Underlay.IPV4.host(1)), Optional.empty()));
        far.run("ip address add %s/24 dev vx".formatted(FAR));
        far.run("ip link set dev vx mtu " + MTU);
        daemon = resources.add(Daemon.start(at, device, bridges()));
        datagrams = resources.add(GuestKernel.start(GuestSpec.in(at)
                .card(card(
                        5,
                        "dgram,local.type=unix,local.path=" + path("guest") + ",remote.type=unix,remote.path="
                                + path("switch")))
                .card(card(
                        6,
                        "dgram,local.type=inet,local.host=127.0.0.1,local.port=5557,"
                                + "remote.type=inet,remote.host=127.0.0.1,remote.port=5556"))));
        streams = startStreams();
    }

    static SocketGuests start(Device device) {
        return Resources.building(resources -> {
            SocketGuests world = new SocketGuests(resources, device);
            settle(world.streams.awaitBoot(), UNIX_STREAM, TCP);
            settle(world.datagrams.awaitBoot(), UNIX_DGRAM, UDP);
            return world;
        });
    }

    private String bridges() {
        return """
                bridges:
                  br0:
                    ports:
                      near: {type: tap, netns: %s, address: [%s/24], mtu: 1450}
                      far: {type: vxlan, local: %s, remotes: [%s], vni: %d}
                      stream: {type: stream, listen: %s, mtu: 1450}
                      tcp: {type: stream, connect: "127.0.0.1:5555", mtu: 1450}
                      dgram: {type: dgram, local: %s, remote: %s, mtu: 1450}
                      udp: {type: dgram, local: "127.0.0.1:5556", remote: "127.0.0.1:5557", mtu: 1450}
                """.formatted(
                        near,
                        NEAR,
                        Underlay.IPV4.host(1),
                        Underlay.IPV4.host(2),
                        VNI,
                        path("stream"),
                        path("switch"),
                        path("guest"));
    }

    private Path path(String name) {
        return folder.path().resolve(name);
    }

    private GuestKernel startStreams() {
        return GuestKernel.start(GuestSpec.in(at)
                .card(card(3, "stream,server=off,addr.type=unix,addr.path=" + path("stream")))
                .card(card(4, "stream,server=on,addr.type=inet,addr.host=127.0.0.1,addr.port=5555")));
    }

    private static Card card(int number, String backEnd) {
        return new Card(backEnd, Mac.of(number), 1, MTU);
    }

    /** Makes each card of a machine that has just booted a station of its own. */
    private static void settle(GuestKernel machine, String first, String second) {
        GuestStation.create(machine, "first").take("eth0", first + "/24");
        GuestStation.create(machine, "second").take("eth1", second + "/24");
    }

    /** SIGKILL for the machine on the stream ports. */
    void killStreams() {
        streams.kill();
    }

    /** Another machine in place of a killed one. */
    void restartStreams() {
        streams.close();
        streams = startStreams();
        settle(streams.awaitBoot(), UNIX_STREAM, TCP);
    }

    GuestStation unixStream() {
        return new GuestStation(streams, "first");
    }

    GuestStation tcp() {
        return new GuestStation(streams, "second");
    }

    GuestStation unixDgram() {
        return new GuestStation(datagrams, "first");
    }

    GuestStation udp() {
        return new GuestStation(datagrams, "second");
    }

    Namespace near() {
        return near;
    }

    Namespace far() {
        return far;
    }

    Daemon daemon() {
        return daemon;
    }

    @Override
    public void close() {
        resources.add(streams);
        resources.close();
    }
}
