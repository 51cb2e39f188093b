package org.taplane.daemon.sockets;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.taplane.control.api.PeerState;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.StreamConfig.Role;
import org.taplane.control.config.VhostUserConfig;
import org.taplane.daemon.ports.LinkState;
import org.taplane.daemon.ports.PortAttachment;
import org.taplane.daemon.ports.PortDriver;
import org.taplane.dataplane.port.Port;
import org.taplane.io.shard.Loop;
import org.taplane.io.sys.SysException;
import org.taplane.io.vhost.GuestLink;
import org.taplane.io.vhost.GuestSpec;
import org.taplane.io.vhost.GuestState;

/** A port towards a virtual machine whose memory the daemon shares: its link is up while the guest's driver runs. */
public final class VhostDriver implements PortDriver {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final VhostUserConfig config;
    private final SocketLink link;
    private final GuestLink guest;
    private Optional<PortAttachment> attachment = Optional.empty();
    private Optional<GuestState> before = Optional.empty();

    private VhostDriver(VhostUserConfig config, long lingerNanos, int shards, Loop control) {
        this.config = config;
        boolean listens = config.role() == Role.LISTEN;
        link = new SocketLink(config.name(), config.mtu(), false, Optional.of(nobody()));
        GuestSpec spec = new GuestSpec(
                config.name(), config.path().path(), listens, config.mode(), config.queues(), lingerNanos, PAUSE);
        guest = new GuestLink(control, spec, shards, this::changed);
        guest.limit(config.mtu());
    }

    /**
     * Opens the port; that nobody is there yet is no fault.
     *
     * @param lingerNanos for how long a shard goes on looking at a ring that has nothing
     * @throws SysException if the path is not to be had
     */
    public static VhostDriver open(VhostUserConfig config, long lingerNanos, int shards, Loop control) {
        return new VhostDriver(config, lingerNanos, shards, control);
    }

    private String nobody() {
        return config.role() == Role.LISTEN
                ? "no front end has connected to " + config.path()
                : "not connected to " + config.path() + " yet";
    }

    private void changed(GuestState now) {
        attachment.ifPresent(to -> show(now, to));
        before = Optional.of(now);
    }

    private void show(GuestState now, PortAttachment to) {
        if (now.peer().isEmpty()) {
            link.down(now.why().orElseGet(this::nobody), to);
            return;
        }
        if (before.flatMap(GuestState::peer).isEmpty()) {
            link.joined(now.peer().get());
        }
        if (!now.isUp()) {
            link.rests("the guest's driver does not run", to);
        } else if (before.stream().noneMatch(then -> then.queues() == now.queues())) {
            String queues = now.queues() == 1 ? "queue" : "queues";
            link.passes("%d %s, %s".formatted(now.queues(), queues, String.join(" ", now.features())), to);
        }
    }

    @Override
    public VhostUserConfig config() {
        return config;
    }

    @Override
    public List<? extends Port> ports() {
        return guest.ports();
    }

    @Override
    public LinkState link() {
        return link.state();
    }

    @Override
    public Optional<PeerState> peer() {
        return Optional.of(link.peer());
    }

    @Override
    public void reconfigure(PortConfig next) {
        int mtu = ((VhostUserConfig) next).mtu();
        guest.limit(mtu);
        link.setMtu(mtu, attachment.orElseThrow());
    }

    @Override
    public void attach(PortAttachment to) {
        attachment = Optional.of(to);
    }

    @Override
    public void follow() {
        PortAttachment to = attachment.orElseThrow();
        guest.start(to.slot(), to.shards(), to.forwarders(), to.faults());
    }

    @Override
    public void stop() {
        guest.stop();
    }

    @Override
    public void close() {
        guest.close();
    }
}
