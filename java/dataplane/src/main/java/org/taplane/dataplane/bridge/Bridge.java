package org.taplane.dataplane.bridge;

import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.host.PuntRing;
import org.taplane.dataplane.port.FaultSink;
import org.taplane.dataplane.port.Forwarder;
import org.taplane.dataplane.port.PortTable;
import org.taplane.dataplane.port.Replies;

/**
 * One shard's view of a bridge: the way of a frame from one port to others (IEEE 802.1Q 8.6). Shards share the
 * {@link BridgeDomain} and nothing else.
 */
public final class Bridge implements Forwarder {
    private final BridgeDomain domain;
    private final Ingress ingress;
    private final Relay relay;
    private final Egress egress;
    private final Replier replier;

    /**
     * @param ports this shard's, in which every port of the domain's plan is
     * @param host where frames go that are for the switch itself
     * @param faults told when a port fails to transmit; the other ports go on
     */
    public Bridge(BridgeDomain domain, PortTable ports, PuntRing host, FaultSink faults) {
        this.domain = domain;
        this.ingress = new Ingress(ports, host);
        this.relay = new Relay(domain, ports);
        this.egress = new Egress(ports, faults);
        this.replier = new Replier(domain, ports, faults);
    }

    /** How this shard's ports answer stations of the bridge themselves. */
    public Replies replies() {
        return replier;
    }

    @Override
    public void forward(Burst burst) {
        BridgePlan plan = domain.plan();
        long admitted = ingress.admit(burst, plan);
        long resolved = relay.resolve(burst, admitted, plan);
        egress.send(burst, resolved, plan);
    }
}
