package org.taplane.daemon.process;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.io.shard.Loop;
import org.taplane.io.sys.Fd;

/**
 * Has the libraries that every start needs, and that take long to load, loaded while the configuration is read: after a
 * restart frames are waiting.
 */
final class Headstart {
    private static final Logger LOG = LoggerFactory.getLogger(Headstart.class);
    private static final String NAME = "taplane-headstart";

    private Headstart() {}

    /** Returns at once. */
    static void begin() {
        Thread.ofPlatform().daemon().name(NAME).start(Headstart::load);
    }

    private static void load() {
        try (Fd _ = Fd.eventfd(0);
                Loop loop = new Loop(NAME)) {
            loop.run(() -> LOG.debug("system calls and event loops are loaded"));
        } catch (RuntimeException | Error fault) {
            LOG.debug("whoever needs it meets this fault again, and says what it means", fault);
        }
    }
}
