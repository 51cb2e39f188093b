package org.taplane.daemon.ports;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.taplane.control.api.PeerState;
import org.taplane.control.api.VxlanState;
import org.taplane.control.config.PortConfig;
import org.taplane.control.reconcile.Step;
import org.taplane.daemon.handover.Estate;
import org.taplane.dataplane.port.Port;
import org.taplane.io.fastpath.FastCounters;
import org.taplane.io.shard.Shard;

/** A configured port brought to life: it owns the device and moves frames between it and the shards. */
public interface PortDriver extends AutoCloseable {
    PortConfig config();

    /** Each shard's end, by shard index. */
    List<? extends Port> ports();

    /** The link as it is now; valid before {@link #attach} too. */
    LinkState link();

    /** The longest payload that the bridge may give the port, in bytes. */
    default int egressMtu() {
        return link().mtu();
    }

    /**
     * Index of a remote VTEP behind this port.
     *
     * @throws IllegalArgumentException if the port has no such remote: the configuration's check excludes it
     */
    default int remoteIndex(InetAddress remote) {
        throw new IllegalArgumentException(config().name() + " has no remotes");
    }

    /** Address of the remote VTEP with that index; empty for 0, "none". */
    default Optional<String> remoteName(int index) {
        return Optional.empty();
    }

    /** The tunnel behind this port, as users see it. */
    default Optional<VxlanState> tunnel(String bridge) {
        return Optional.empty();
    }

    /** Who is at the other end, if the port can tell. */
    default Optional<PeerState> peer() {
        return Optional.empty();
    }

    /** Where the kernel forwards for the port, if it can; on the control thread. */
    default Optional<KernelPort> kernelPort() {
        return Optional.empty();
    }

    /** What the kernel has forwarded for the port. */
    default FastCounters kernelCounters() {
        return FastCounters.NONE;
    }

    /** The remote whose path decides about the MTU of the tunnel behind this port, if one does. */
    default Optional<String> narrowest() {
        return Optional.empty();
    }

    /** Makes the port ready to transmit: from here on any shard may call its ends. */
    void attach(PortAttachment attachment);

    /**
     * What brings the device from one configuration to another without making it anew, as far as it is of the device: each
     * step throws {@link org.taplane.io.sys.SysException}.
     */
    default List<Step> changes(PortConfig before, PortConfig after) {
        return List.of();
    }

    /** The device is to be like that when it is made anew; on the control thread. */
    default void reconfigure(PortConfig next) {}

    /** Begins to follow what the port depends on; on the control thread. */
    default void follow() {}

    /**
     * Begins to receive on one shard, or goes on after {@link #pause}; a tunnel's endpoint does that for it. By now every
     * port of the bridge can transmit, so no frame is lost for being early. On the shard's thread.
     */
    default void start(Shard shard) {}

    /** Ends receiving on one shard for a while: frames wait in its queue. On the shard's thread. */
    default void pause(Shard shard) {}

    /** Ends receiving and following. On return no shard reads a queue of the port; a tunnel's endpoint does that for it. */
    default void stop() {}

    /** Names the descriptors by which another process can be this port without a moment in which it is gone. */
    default void bequeath(Estate estate) {}

    /** The process to which it was bequeathed is gone: what that has changed of it is to be as before. */
    default void reclaim() {}

    /** Another process has what was bequeathed: {@link #close} is not to remove it. */
    default void letGo() {}

    /** Ends receiving and removes what was made. By now no shard sends by the port. */
    @Override
    void close();
}
