package org.taplane.io.vhost;

import java.util.List;
import java.util.Optional;

/**
 * What a port's guest is at the moment.
 *
 * @param peer the front end that is there, as the kernel names it
 * @param queues to how many queue pairs frames can be sent; 0: the guest's driver does not run
 * @param features names of what was agreed to
 * @param why the reason for which nobody is there, where it is known
 */
public record GuestState(Optional<String> peer, int queues, List<String> features, Optional<String> why) {
    static final GuestState NOBODY = new GuestState(Optional.empty(), 0, List.of(), Optional.empty());

    public GuestState {
        features = List.copyOf(features);
    }

    /** Whether a front end is there. */
    public boolean connected() {
        return peer.isPresent();
    }

    /** Whether frames pass. */
    public boolean isUp() {
        return queues > 0;
    }
}
