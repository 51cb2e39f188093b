package org.taplane.daemon.process;

import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.reconcile.LiveConfig;
import org.taplane.control.reconcile.Outcome;

/** Reads the daemon's file again, as SIGHUP asks for, and says in the log what came of it. */
final class Reload implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);
    private static final String WHO = "SIGHUP";

    private final LiveConfig live;
    private final Optional<Path> file;

    Reload(LiveConfig live, Optional<Path> file) {
        this.live = live;
        this.file = file.map(Path::toAbsolutePath);
    }

    @Override
    public void run() {
        try {
            file.ifPresentOrElse(
                    this::load, () -> LOG.warn("{}: the daemon was started without a file: nothing to read", WHO));
        } catch (RuntimeException e) {
            LOG.error("{}: the configuration cannot be changed", WHO, e);
        }
    }

    private void load(Path source) {
        switch (live.reload(source, WHO)) {
            case Outcome.Applied(var plan, long revision)
            when plan.isEmpty() -> LOG.info("{}: {} is in force already", WHO, source);
            case Outcome.Applied(var _, long revision) ->
                LOG.info("{}: {} is in force as revision {}", WHO, source, revision);
            case Outcome.Refused(var _) -> {} // said already
            case Outcome.Planned _, Outcome.Outdated _ ->
                throw new IllegalStateException("a reload is for any revision");
        }
    }
}
