package org.taplane.io.vhost;

/** Who moves the frames of a device's rings. Called on the control thread. */
interface RingUser {
    /** A driver transmits by this ring from now on. */
    void read(int pair, GuestRing ring);

    /** On return nobody reads the pair's ring or its descriptors. */
    void leave(int pair);

    /**
     * To how many pairs frames can be sent, from the first on.
     *
     * @param flags what driver and device agreed to
     */
    void sendTo(int pairs, int flags);
}
