package org.taplane.it;

import java.util.ArrayList;
import java.util.List;
import org.taplane.it.kit.KernelBridge;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Veth;

/** The IP network that tunnels run over. Stations behind a tunnel over it have an MTU that leaves its headers room. */
enum Underlay {
    IPV4("10.98.0.%d", 24, 1450),
    IPV6("fd98::%d", 64, 1430);

    static final String DEVICE = "under";

    private final String address;
    private final int prefix;
    private final int innerMtu;

    Underlay(String address, int prefix, int innerMtu) {
        this.address = address;
        this.prefix = prefix;
        this.innerMtu = innerMtu;
    }

    /** Address of host {@code number}. */
    String host(int number) {
        return address.formatted(number);
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
    List<Veth> star(Namespace hub, List<Namespace> hosts) {
        KernelBridge bridge = KernelBridge.create(hub, "hub");
        List<Veth> links = new ArrayList<>();
        for (Namespace host : hosts) {
            int number = links.size() + 1;
            links.add(Veth.between(hub, "port" + number, host, DEVICE));
            bridge.attach("port" + number);
            addAddress(host, number);
        }
        return links;
    }

    private void addAddress(Namespace namespace, int number) {
        namespace.run("ip address add %s/%d dev %s".formatted(host(number), prefix, DEVICE));
    }
}
