package org.taplane.it;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.taplane.it.kit.Background;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.Mac;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.NumberedFrames;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Resources;

/**
 * A daemon that is a service, with a port of every type, and traffic through all of them: a TCP stream, pings every 10 ms
 * to a station behind each port, numbered frames, and somebody who listens to what becomes of the links.
 */
final class Succession implements AutoCloseable {
    private static final String FAR = "10.98.0.2";
    private static final List<String> PEERS =
            List.of("10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7");

    /** Columns of ss: state, receive queue, send queue, and this. */
    private static final int LOCAL = 3;

    private final Resources resources = new Resources();
    private final Namespace at = resources.namespace("switch");
    private final Namespace web = resources.namespace("web");
    private final Namespace desk = resources.namespace("desk");
    private final Namespace pair = resources.namespace("pair");
    private final Namespace wire = resources.namespace("wire");
    private final Namespace far = resources.namespace("far");
    private final Daemon daemon;
    private final List<Background> pings = new ArrayList<>();
    private final List<Background> monitors = new ArrayList<>();
    private final Background stream;
    private final NumberedFrames numbered;

    Succession() {
        joinUnderlay();
        joinWire();
        daemon = resources.add(Daemon.startService(at, 2, bridges("")));
        joinFar();
        PEERS.forEach(peer -> Ping.awaitAnswer(web, peer));
        numbered = resources.add(NumberedFrames.between(at, "t0", Mac.of(1), "t1", Mac.of(2)));
        PEERS.forEach(peer -> pings.add(resources.add(Background.start(web, "ping -n -q -i 0.01 " + peer))));
        resources.add(Background.start(desk, "iperf3 -s --forceflush")).awaitLine("listening");
        stream = resources.add(Background.start(web, "iperf3 -c 10.0.0.2 -b 300M -t 600 -i 1 --forceflush"));
        stream.awaitLine("1.00-2.00");
        // by now the kernel has told of everything that became of the links before
        for (Namespace place : List.of(at, web, desk, pair)) {
            monitors.add(resources.add(Background.start(place, "ip monitor link")));
        }
    }

    /** @param more further ports */
    String bridges(String more) {
        return """
                bridges:
                  br0:
                    ports:
                      t0: {type: tap}
                      t1: {type: tap}
                      web: {type: tap, netns: %s, address: [10.0.0.1/24]}
                      desk: {type: tap, netns: %s, address: [10.0.0.2/24]}
                      pair: {type: veth, netns: %s, device: eth0, address: [10.0.0.7/24]}
                      wire: {type: packet, device: w0}
                      vx: {type: vxlan, local: 10.98.0.1, remotes: [%s], vni: 42}
                      gx: {type: vxlan, local: 10.98.0.1, group: 239.1.1.1, device: u0, vni: 43}
                      ux: {type: vxlan, underlay: tap, local: 10.99.0.1, remotes: [%s], vni: 44}
                %s""".formatted(web, desk, pair, FAR, FAR, more);
    }

    private void joinUnderlay() {
        at.run("ip link add u0 type veth peer name u1 netns " + far);
        at.run("ip addr add 10.98.0.1/24 dev u0");
        at.run("ip link set u0 up");
        at.sysctl("net/ipv4/ip_forward", "1");
        far.run("ip addr add 10.98.0.2/24 dev u1");
        far.run("ip link set u1 up");
        far.run("ip route add 10.99.0.1 via 10.98.0.1");
    }

    private void joinWire() {
        at.run("ip link add w0 type veth peer name w1 netns " + wire);
        at.run("ip link set w0 up");
        wire.run("ip addr add 10.0.0.3/24 dev w1");
        wire.run("ip link set w1 up");
    }

    /** A device for each tunnel: they would be a loop if they were joined, and so each is a namespace of its own. */
    private void joinFar() {
        joinFar("42 remote 10.98.0.1", "10.0.0.4");
        joinFar("43 group 239.1.1.1 dev u1", "10.0.0.5");
        joinFar("44 remote 10.99.0.1", "10.0.0.6");
    }

    private void joinFar(String vni, String address) {
        Namespace station = resources.namespace("vni");
        far.run("ip link add vx type vxlan id " + vni + " local " + FAR + " dstport 4789");
        far.run("ip link set vx netns " + station);
        station.run("ip addr add " + address + "/24 dev vx");
        station.run("ip link set vx up");
    }

    Daemon daemon() {
        return daemon;
    }

    NumberedFrames.Tally endNumbered() {
        return numbered.end();
    }

    /** What the stream's sender printed. */
    String endStream() {
        return stream.interrupt();
    }

    /** What was heard of the links so far. */
    List<String> heard() {
        return monitors.stream().map(Background::output).toList();
    }

    /** The statistics of the pings. */
    List<String> endPings() {
        return pings.stream().map(Background::interrupt).toList();
    }

    /** UDP sockets of the switch: their addresses and ports. */
    String sockets() {
        return at.run("ss -Hun -a")
                .output()
                .lines()
                .map(line -> line.split("\\s+", -1)[LOCAL])
                .sorted()
                .collect(Collectors.joining(" "));
    }

    @Override
    public void close() {
        resources.close();
    }
}
