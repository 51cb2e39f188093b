package org.taplane.daemon.process;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.api.AdminException;
import org.taplane.control.api.AdminServer;
import org.taplane.control.config.DockerConfig;
import org.taplane.control.docker.DockerDriver;
import org.taplane.control.reconcile.LiveConfig;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;

/** Docker's network driver, on a socket of its own. */
final class DockerService {
    private static final Logger LOG = LoggerFactory.getLogger(DockerService.class);

    private DockerService() {}

    /**
     * Gives the containers back what they had, and answers Docker from then on. No other process may do so any more: what it
     * was told is read from its file.
     */
    static void open(DockerConfig docker, AdminServer admin, LiveConfig live) throws AdminException {
        DockerDriver driver = new DockerDriver(docker.state(), live, DockerService::interfaces);
        driver.restore();
        admin.serve(docker.socket(), driver);
        LOG.info("Docker's network driver is {}", docker.socket());
    }

    private static Optional<List<String>> interfaces(String netns) {
        if (Netns.named(netns).inode().isEmpty()) {
            return Optional.empty();
        }
        try (Rtnetlink links = Rtnetlink.open(Netns.named(netns))) {
            return Optional.of(links.links().stream().map(Link::name).toList());
        } catch (SysException e) {
            LOG.debug("the interfaces of {} are not to be had: {}", netns, e.getMessage());
            return Optional.empty();
        }
    }
}
