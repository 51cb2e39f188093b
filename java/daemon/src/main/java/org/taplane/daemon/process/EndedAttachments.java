package org.taplane.daemon.process;

import java.util.stream.Stream;
import org.taplane.control.api.AdminServer;
import org.taplane.control.config.OwnDeviceConfig;
import org.taplane.control.reconcile.AttachedFile;
import org.taplane.control.reconcile.Edit;
import org.taplane.control.reconcile.LiveConfig;
import org.taplane.control.reconcile.Proposal;
import org.taplane.daemon.bridges.RunningPort;
import org.taplane.daemon.bridges.Switch;

/** Removes attached ports whose namespaces have ended: nobody else may do so when a container dies with its engine. */
final class EndedAttachments implements Runnable {
    private static final String WHO = "the end of its network namespace";

    private final Switch running;
    private final AttachedFile attached;
    private final AdminServer admin;
    private final LiveConfig live;

    EndedAttachments(Switch running, AttachedFile attached, AdminServer admin, LiveConfig live) {
        this.running = running;
        this.attached = attached;
        this.admin = admin;
        this.live = live;
    }

    @Override
    public void run() {
        if (ended().findAny().isPresent()) {
            admin.change(() ->
                    ended().toList().forEach(port -> live.submit(Proposal.single(new Edit.RemovePort(port), WHO))));
        }
    }

    /** A device is lost with its namespace, so that only ports without one need a look. */
    private Stream<String> ended() {
        return running.bridges().stream()
                .flatMap(bridge -> bridge.ports().stream())
                .filter(port -> port.driver().link().isMissing())
                .filter(port -> port.config() instanceof OwnDeviceConfig own && hasEnded(own))
                .map(RunningPort::name);
    }

    private boolean hasEnded(OwnDeviceConfig own) {
        return own.attached().isPresent()
                && own.netns()
                        .filter(netns -> attached.hasEnded(own.name(), netns))
                        .isPresent();
    }
}
