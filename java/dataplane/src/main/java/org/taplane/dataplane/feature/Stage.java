package org.taplane.dataplane.feature;

/** Where on a frame's way a feature stands: the one declared order. At one stage, features go in the order of the plan. */
public enum Stage {
    /**
     * As the port received them: nothing is known and nothing was checked, not even a length. By the ingress port.
     */
    RECEIVED,
    /** Sound frames of a VLAN that the port carries; their sources are not learned yet. By the ingress port. */
    ADMITTED,
    /** Learned and looked up: the egress port is known, or that the frame is flooded. By the ingress port. */
    ROUTED,
    /** A group that is about to leave by one port, before the port's MTU and tag form are seen to. By the egress port. */
    LEAVING
}
