package org.taplane.daemon.tunnels;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.taplane.control.config.VxlanConfig;
import org.taplane.daemon.handover.Estate;
import org.taplane.daemon.ports.LinkState;
import org.taplane.daemon.ports.PortDriver;
import org.taplane.daemon.ports.Readings;
import org.taplane.daemon.ports.Retry;
import org.taplane.dataplane.tunnel.UnderlayAddress;
import org.taplane.dataplane.vxlan.UnderlayIngress;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.LinkEvent;
import org.taplane.io.shard.Loop;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Shards;
import org.taplane.io.shard.Subscription;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;
import org.taplane.io.underlay.UnderlayDevice;
import org.taplane.io.underlay.UnderlayReceiver;

/**
 * The underlay device of one endpoint, and the tunnels behind it. It is followed, and made again when somebody has deleted
 * it or moved it to another namespace, where the endpoint cannot be reached. One thread at a time touches it: the control
 * thread, or while that waits, a shard's.
 */
final class UnderlayLink {
    private final EndpointKey key;
    private final Shards shards;
    private final Supplier<UnderlayDevice> maker;
    private final Retry retry;
    private final List<VxlanDriver> members = new ArrayList<>();
    private final Readings readings = new Readings();
    private List<VxlanDriver> prepared = List.of();
    private Optional<UnderlayDevice> device;
    private Optional<Subscription> followed = Optional.empty();
    private Optional<String> obstacle = Optional.empty();

    /** @param maker makes the device anew, or throws {@link SysException} */
    UnderlayLink(EndpointKey key, UnderlayDevice device, Supplier<UnderlayDevice> maker, Shards shards, Loop control) {
        this.key = key;
        this.device = Optional.of(device);
        this.maker = maker;
        this.shards = shards;
        retry = new Retry(control, this::attempt);
    }

    /** It is received for from the next {@link #start} on. */
    void add(VxlanDriver member) {
        members.add(member);
        device.ifPresent(open -> member.connect(open, shards));
    }

    Stream<VxlanDriver> members() {
        return members.stream();
    }

    boolean isUnused() {
        return members.isEmpty();
    }

    /** Makes ready to receive for all members; they are attached to their bridges by now. */
    void prepare() {
        device.ifPresent(this::prepare);
    }

    private void prepare(UnderlayDevice open) {
        if (!members.equals(prepared)) {
            readings.clear();
            shards.forEach(shard -> prepare(open, shard));
            prepared = List.copyOf(members);
        }
    }

    private void prepare(UnderlayDevice open, Shard shard) {
        UnderlayIngress ingress =
                new UnderlayIngress(address(), VxlanDriver.ingress(members, shard, false), shard.index());
        UnderlayReceiver receiver = open.receiver(shard.index(), ingress, VxlanDriver.reception(members, shard));
        readings.add(shard, receiver.fd(), receiver);
    }

    void start(Shard shard) {
        readings.start(shard);
    }

    void pause(Shard shard) {
        readings.pause(shard);
    }

    private void start() {
        shards.forEach(shard -> shard.run(() -> start(shard)));
    }

    /** Looks from now on whether the device is there and up. */
    void follow() {
        if (device.isEmpty()) {
            retry.soon();
        }
        device.filter(open -> followed.isEmpty() && !members.isEmpty())
                .ifPresent(open -> followed = members.getFirst()
                        .links()
                        .map(links -> links.follow(Netns.own(), open.ifindex(), this::heard)));
        tell();
    }

    private UnderlayAddress address() {
        List<VxlanConfig> configs = members.stream().map(VxlanDriver::config).toList();
        return new UnderlayAddress(
                key.local(), key.udpPort(), key.settings(configs).zeroChecksum6());
    }

    private void heard(LinkEvent event) {
        switch (event) {
            case LinkEvent.Changed(Link behind) when LinkState.of(behind).up() -> comeUp();
            case LinkEvent.Changed _ -> note(Optional.of("its underlay device is down"));
            case LinkEvent.Removed _ -> {
                lose();
                miss("its underlay device was deleted");
            }
        }
    }

    /** While it was down, the kernel forgot the way to the endpoint. */
    private void comeUp() {
        try {
            if (obstacle.isPresent()) {
                device.ifPresent(open -> open.leadAgain(key.local()));
            }
            note(Optional.empty());
        } catch (SysException e) {
            note(Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private void note(Optional<String> now) {
        obstacle = now;
        tell();
    }

    private void tell() {
        members.forEach(member -> member.behind(obstacle));
    }

    /** On return no shard uses the device, and it is closed. */
    private void lose() {
        stop();
        members.forEach(member -> member.disconnect(shards));
        device.ifPresent(UnderlayDevice::close);
        device = Optional.empty();
    }

    private void miss(String why) {
        note(Optional.of(why));
        retry.later();
    }

    private void attempt() {
        if (device.isPresent() || members.isEmpty()) {
            return;
        }
        try {
            UnderlayDevice made = maker.get();
            device = Optional.of(made);
            members.forEach(member -> member.connect(made, shards));
            obstacle = Optional.empty();
            prepare();
            start();
            follow();
        } catch (SysException e) {
            miss(String.valueOf(e.getMessage()));
        }
    }

    /** Receives no more for those of the ports that are tunnels of this, and goes on for the others. */
    void leave(List<PortDriver> leaving) {
        boolean started = !prepared.isEmpty();
        members.removeAll(leaving);
        if (members.isEmpty()) {
            stop();
        } else if (started) {
            prepare();
            start();
        }
    }

    void bequeath(Estate estate) {
        device.ifPresent(open -> estate.add(UnderlayDevices.heirloom(key), open.fds()));
    }

    private void stop() {
        retry.stop();
        readings.clear();
        prepared = List.of();
        followed.ifPresent(Subscription::close);
        followed = Optional.empty();
    }

    /** Removes the device. No shard sends by it any more. */
    void close() {
        stop();
        device.ifPresent(UnderlayDevice::close);
        device = Optional.empty();
    }
}
