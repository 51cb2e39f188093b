package org.taplane.io.veth;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.taplane.io.device.QueuedDevice;
import org.taplane.io.fastpath.FastPath;
import org.taplane.io.fastpath.FastPort;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.packet.PacketSocket;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;
import org.taplane.io.tap.TapDevice;

/**
 * A pair of veth devices that this process made: the station's end is in a namespace with name, addresses, MTU and MAC
 * address; the daemon's end in one that nobody else knows. With that one the pair ends when the process does, in whatever way,
 * unless another process has the descriptors by then.
 *
 * <p>The switch takes part by packet sockets at the daemon's end; or, where the kernel forwards what it can by itself, by a TAP
 * device that is the end's twin: the programs of a {@link FastPath} put into it what the switch has to decide about.
 *
 * <p>All offloads are on, as the kernel has them on a veth: checksums are not computed and segments not cut on the way. The
 * daemon's end has no address of any kind: the machine takes no part.
 */
public final class VethDevice implements QueuedDevice {
    private final VethPair pair;
    private final QueuedDevice queues;
    private final Optional<Twin> twin;
    private final OptionalLong mac;
    private final OptionalLong home;
    private boolean kept;
    private boolean closed;

    /**
     * What the kernel's part of forwarding is of this pair.
     *
     * @param links by which the programs are attached, of the daemon's end and of the twin
     */
    private record Twin(int index, FastPath path, List<Fd> links) {}

    private VethDevice(VethSpec spec, VethPair pair, QueuedDevice queues, Optional<Twin> twin, OptionalLong mac) {
        this.pair = pair;
        this.queues = queues;
        this.twin = twin;
        this.mac = mac;
        this.home = spec.netns().inode();
    }

    /**
     * Makes a pair, joined by packet sockets, and sets it up. If a step fails, it is gone again.
     *
     * @throws SysException if a name is taken, a namespace does not exist, or the kernel refuses a property
     */
    public static VethDevice create(VethSpec spec) {
        return finished(spec, VethPair.create(spec), pair -> join(spec, pair));
    }

    /**
     * Makes a pair with a twin, and sets it up. If a step fails, it is gone again.
     *
     * @throws SysException as {@link #create(VethSpec)}, and if the kernel has no twin
     */
    public static VethDevice create(VethSpec spec, TwinSpec twin) {
        return finished(spec, VethPair.create(spec), pair -> join(spec, pair, twin));
    }

    /** How the switch takes part in a pair whose station's end is not up yet. */
    private interface Joining {
        VethDevice join(VethPair pair);
    }

    /** The station's end comes up last: what it says first is heard. */
    private static VethDevice finished(VethSpec spec, VethPair pair, Joining joining) {
        try {
            VethDevice joined = joining.join(pair);
            try {
                OptionalLong mac = OptionalLong.of(pair.configureStation());
                return new VethDevice(spec, pair, joined.queues, joined.twin, mac);
            } catch (RuntimeException e) {
                joined.leave();
                throw e;
            }
        } catch (RuntimeException e) {
            pair.delete();
            throw e;
        }
    }

    private static VethDevice join(VethSpec spec, VethPair pair) {
        PacketSocket socket = PacketSocket.open(spec.joined());
        return new VethDevice(spec, pair, socket, Optional.empty(), OptionalLong.empty());
    }

    private static VethDevice join(VethSpec spec, VethPair pair, TwinSpec wanted) {
        TapDevice tap = TapDevice.create(wanted.device(spec));
        try {
            FastPath path = wanted.path();
            path.setPort(pair.end(), tap.ifindex(), FastPort.INACTIVE);
            List<Fd> links = path.attach(spec.backstage(), pair.end(), tap.ifindex());
            return new VethDevice(
                    spec, pair, tap, Optional.of(new Twin(tap.ifindex(), path, links)), OptionalLong.empty());
        } catch (RuntimeException e) {
            tap.close();
            throw e;
        }
    }

    /**
     * Takes over a pair from the process that made it: the station's end keeps its name, its addresses and whatever else it has
     * by now.
     *
     * @param sockets that join it, see {@link PacketSocket#adopt}; in any case this takes them over. Without any, new ones do
     * @throws SysException if the pair is gone, or the kernel refuses another socket
     */
    public static VethDevice adopt(VethSpec spec, List<Fd> sockets) {
        PacketSocket socket =
                sockets.isEmpty() ? PacketSocket.open(spec.joined()) : PacketSocket.adopt(spec.joined(), sockets);
        try {
            VethPair pair = VethPair.find(spec);
            return new VethDevice(spec, pair, socket, Optional.empty(), pair.stationMac());
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * As {@link #adopt(VethSpec, List)}, with a twin.
     *
     * @param queues of the twin; in any case this takes them over. Without any, another twin is made
     * @param links by which the other process's programs are attached; likewise
     */
    public static VethDevice adopt(VethSpec spec, TwinSpec twin, List<Fd> queues, List<Fd> links) {
        try {
            VethPair pair = VethPair.find(spec);
            VethDevice joined = queues.isEmpty() ? join(spec, pair, twin) : takeOver(spec, pair, twin, queues, links);
            return new VethDevice(spec, pair, joined.queues, joined.twin, pair.stationMac());
        } catch (RuntimeException e) {
            queues.forEach(Fd::close);
            links.forEach(Fd::close);
            throw e;
        }
    }

    private static VethDevice takeOver(VethSpec spec, VethPair pair, TwinSpec wanted, List<Fd> queues, List<Fd> links) {
        TapDevice tap = TapDevice.adopt(wanted.device(spec), queues);
        try {
            FastPath path = wanted.path();
            path.setPort(pair.end(), tap.ifindex(), FastPort.INACTIVE);
            path.takeOver(links);
            Twin twin = new Twin(tap.ifindex(), path, List.copyOf(links));
            return new VethDevice(spec, pair, tap, Optional.of(twin), OptionalLong.empty());
        } catch (RuntimeException e) {
            tap.close();
            throw e;
        }
    }

    /** The address that the station's end had at first, the low 48 bits, if that could be found out. */
    public OptionalLong mac() {
        return mac;
    }

    /** The number of the namespace in which the station's end was made; empty if that was gone at once. */
    public OptionalLong home() {
        return home;
    }

    /** The index of the daemon's end in {@link #netns}. */
    public int ifindex() {
        return pair.end();
    }

    /** The index of the twin there, if there is one. */
    public OptionalInt twin() {
        return twin.map(Twin::index).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** By which the programs are attached; none without a twin. */
    public int[] links() {
        return twin.map(Twin::links).orElse(List.of()).stream()
                .mapToInt(Fd::value)
                .toArray();
    }

    /** Whether the pair was not deleted, with whichever of its ends. */
    public boolean exists() {
        return pair.exists();
    }

    /**
     * Does something to the station's end, where it was made.
     *
     * @throws SysException if somebody has moved it to another namespace
     */
    public void onStationEnd(BiConsumer<Rtnetlink, Link> action) {
        pair.onStationEnd(action);
    }

    /** Does something to the daemon's end. */
    public void onOwnEnd(BiConsumer<Rtnetlink, Link> action) {
        pair.onOwnEnd(action);
    }

    /** Whether {@link #close} removes the pair. */
    boolean isToRemove() {
        return !kept && !closed && exists();
    }

    Netns backstage() {
        return pair.backstage();
    }

    @Override
    public int[] fds() {
        return queues.fds();
    }

    @Override
    public Netns.Opened held() {
        return queues.held();
    }

    /** That of the daemon's end. */
    @Override
    public Netns.Opened netns() {
        return queues.netns();
    }

    /** Puts this process's programs in the place of those of another, which had the descriptors and is gone. */
    public void reclaim() {
        twin.ifPresent(other -> other.path().takeOver(other.links()));
    }

    /** Another process has the descriptors: the pair is its own now, and {@link #close} leaves it alone. */
    public void keep() {
        kept = true;
    }

    /** Removes the pair. The descriptors must have left every event loop before. */
    @Override
    public void close() {
        try {
            if (isToRemove()) {
                pair.delete();
            }
        } finally {
            closed = true;
            leave();
        }
    }

    private void leave() {
        twin.ifPresent(other -> other.links().forEach(Fd::close));
        queues.close();
    }
}
