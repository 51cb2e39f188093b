package org.taplane.io.udp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.taplane.io.sys.Netns;

/**
 * Two namespaces joined by a veth, the underlay: {@link #here}, where the sockets under test are, and another host's,
 * where the kernel's own vxlan device has the address 10.42.0.2.
 */
final class KernelPeer implements AutoCloseable {
    static final int VNI = 42;
    static final String TUNNEL_MAC = "02:00:00:00:00:02";

    private static final AtomicInteger NEXT = new AtomicInteger();

    private final String here;
    private final String there;
    private final String station;
    final String local;
    final String remote;
    final String group;

    private KernelPeer(boolean ipv6) {
        String prefix = "vxl" + ProcessHandle.current().pid() + "n" + NEXT.getAndIncrement();
        here = prefix + "h";
        there = prefix + "t";
        station = prefix + "s";
        local = ipv6 ? "fd00:98::1" : "10.98.0.1";
        remote = ipv6 ? "fd00:98::2" : "10.98.0.2";
        group = ipv6 ? "ff05::98" : "239.1.1.1";
    }

    /** Makes the topology; {@code options} go to the peer's {@code ip link add type vxlan}, {@code $remote} for our address. */
    static KernelPeer start(boolean ipv6, String options) {
        KernelPeer peer = new KernelPeer(ipv6);
        try {
            peer.build(ipv6 ? 64 : 24, options);
            return peer;
        } catch (RuntimeException failure) {
            peer.close();
            throw failure;
        }
    }

    private void build(int prefix, String options) {
        ip("netns add " + here);
        ip("netns add " + there);
        ip("netns add " + station);
        ip("-n " + here + " link add under type veth peer name under netns " + there);
        ip("-n " + here + " addr add " + local + "/" + prefix + " dev under" + (prefix == 64 ? " nodad" : ""));
        ip("-n " + there + " addr add " + remote + "/" + prefix + " dev under" + (prefix == 64 ? " nodad" : ""));
        ip("-n " + here + " link set under up");
        ip("-n " + there + " link set under up");
        ip("-n " + there + " link add vx address " + TUNNEL_MAC + " type vxlan id " + VNI
                + " dstport 4789 dev under local " + remote + " "
                + options.replace("$local", local).replace("$group", group));
        ip("-n " + there + " addr add 10.42.0.2/24 dev vx");
        ip("-n " + there + " addr add fd00:42::2/64 dev vx nodad");
        ip("-n " + there + " link set vx up");
    }

    Netns here() {
        return Netns.named(here);
    }

    Netns there() {
        return Netns.named(there);
    }

    /** A namespace for a station of ours, behind the tunnel. */
    Netns station() {
        return Netns.named(station);
    }

    /** Switches the offloads of the underlay on both sides. */
    void offloads(String state) {
        for (String netns : List.of(here, there)) {
            run("ip netns exec " + netns + " ethtool -K under tx " + state + " gso " + state + " tso " + state + " gro "
                    + state);
        }
    }

    /** Runs a command in the peer's namespace and returns what it prints. */
    String there(String command) {
        return run("ip netns exec " + there + " " + command);
    }

    @Override
    public void close() {
        ip("netns del " + here);
        ip("netns del " + there);
        ip("netns del " + station);
    }

    private static void ip(String arguments) {
        run("ip " + arguments);
    }

    private static String run(String command) {
        try {
            Process process = new ProcessBuilder(command.split(" +"))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
