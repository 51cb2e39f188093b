package org.taplane.io.tap;

import java.util.Optional;
import org.taplane.io.sys.Netns;

/**
 * Where TAP devices for other namespaces are made, before they are moved there: a namespace without a name, made when first
 * needed. Every name is free in it, and nobody sees a device that is not finished.
 *
 * <p>A descriptor of {@code /dev/net/tun} keeps the namespace alive in which it was opened (tun_chr_open of
 * {@code drivers/net/tun.c}), wherever the device goes. One that was opened in the device's own would keep that from
 * ending with its name.
 */
public final class Workshop implements AutoCloseable {
    private Optional<Netns.Opened> netns = Optional.empty();

    synchronized Netns netns() {
        if (netns.isEmpty()) {
            netns = Optional.of(Netns.fresh());
        }
        return netns.orElseThrow();
    }

    /** Devices that were made here stay what they are. */
    @Override
    public synchronized void close() {
        netns.ifPresent(Netns.Opened::close);
        netns = Optional.empty();
    }
}
