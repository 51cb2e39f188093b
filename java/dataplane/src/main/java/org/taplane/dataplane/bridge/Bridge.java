package org.taplane.dataplane.bridge;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.dataplane.port.Port;

/**
 * One shard's view of a bridge: the way of a frame from one port to others (IEEE 802.1Q 8.6). Shards share the
 * {@link BridgeDomain} and nothing else.
 */
public final class Bridge implements Forwarder {
    private final BridgeDomain domain;
    private final Ingress ingress;
    private final Relay relay;
    private final Egress egress;

    /**
     * @param ports this shard's ends of the domain's ports, by port number
     * @param faults told when a port fails to transmit; the other ports go on
     */
    public Bridge(BridgeDomain domain, Port[] ports, TickSource ticks, FaultSink faults) {
        this.domain = domain;
        this.ingress = new Ingress(ports);
        this.relay = new Relay(domain.fdb(), ports, ticks);
        this.egress = new Egress(ports, faults);
        Replier replier = new Replier(domain, ports, faults);
        for (Port port : ports) {
            port.answerBy(replier);
        }
    }

    @Override
    public void forward(Burst burst) {
        Topology topology = domain.topology();
        long admitted = ingress.admit(burst, topology);
        long resolved = relay.resolve(burst, admitted, topology);
        egress.send(burst, resolved, topology);
    }
}
