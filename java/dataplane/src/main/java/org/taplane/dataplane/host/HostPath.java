package org.taplane.dataplane.host;

import java.util.function.Consumer;

/**
 * How protocols on the control thread exchange frames with the switch's ports: the only door through which they touch
 * frames. Everything here happens on that thread. A frame starts with its destination address and has no FCS.
 */
public interface HostPath {
    /** Longest frame that can be sent, in bytes: Ethernet header, VLAN tag, 1500 bytes. */
    int LONGEST = 1518;

    /**
     * Sends a frame straight out by one port; on return the port has it. The bridge does not see it.
     *
     * @param port slot of the port
     * @param vid the VLAN, in whose form for the port it leaves; 0: as it is
     * @return whether the port is there and up
     */
    boolean send(int port, int vid, byte[] frame);

    /**
     * Has a frame forwarded as if it had come in by a port; on return it has been.
     *
     * @param port slot of the port
     * @param vid the VLAN of a frame without a tag; 0: the frame's own
     * @return whether the port is there
     */
    boolean receive(int port, int vid, byte[] frame);

    /** Has {@code to} called with every frame that is taken for that reason; one consumer a reason. */
    void onFrame(PuntReason why, Consumer<Punted> to);
}
