package org.taplane.it;

import java.util.List;
import org.taplane.it.kit.KernelBridge;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Veth;

/** The IP network that tunnels run over. Stations behind a tunnel over it have an MTU that leaves its headers room. */
enum Underlay {
    IPV4("10.98.0.%d", 24, "10.99.0.%d", "net/ipv4/ip_forward", "239.1.1.1", 1450),
    IPV6("fd98::%d", 64, "fd99::%d", "net/ipv6/conf/all/forwarding", "ff05::42", 1430);

    static final String DEVICE = "under";

    private final String address;
    private final int prefix;
    private final String behind;
    private final String forwarding;
    private final String group;
    private final int innerMtu;

    Underlay(String address, int prefix, String behind, String forwarding, String group, int innerMtu) {
        this.address = address;
        this.prefix = prefix;
        this.behind = behind;
        this.forwarding = forwarding;
        this.group = group;
        this.innerMtu = innerMtu;
    }

    /** Address of host {@code number}. */
    String host(int number) {
        return address.formatted(number);
    }

    /** Address of a tunnel endpoint that host {@code number} routes to. */
    String behind(int number) {
        return behind.formatted(number);
    }

    /** Makes host {@code number} a router, by which {@code others} reach what is behind it. */
    void routeThrough(int number, Namespace router, List<Namespace> others) {
        router.sysctl(forwarding, "1");
        others.forEach(other -> other.run("ip route add %s via %s".formatted(behind(number), host(number))));
    }

    /** A multicast group that reaches every host. */
    String group() {
        return group;
    }

    int innerMtu() {
        return innerMtu;
    }

    /** Hosts 1 and 2, on the two ends of one veth. */
    void join(Namespace first, Namespace second, boolean offloads) {
        Veth.between(first, DEVICE, second, DEVICE).offloads(offloads);
        addAddress(first, 1);
        addAddress(second, 2);
    }

    /** Hosts 1, 2, …, each on a port of a bridge in {@code hub}. */
    void star(Namespace hub, List<Namespace> hosts) {
        KernelBridge bridge = KernelBridge.create(hub, "hub");
        int number = 0;
        for (Namespace host : hosts) {
            number++;
            Veth.between(hub, "port" + number, host, DEVICE);
            bridge.attach("port" + number);
            addAddress(host, number);
        }
    }

    void addAddress(Namespace namespace, int number) {
        namespace.run("ip address add %s/%d dev %s".formatted(host(number), prefix, DEVICE));
    }
}
