package org.taplane.daemon.process;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.daemon.handover.Inheritance;
import org.taplane.daemon.handover.Legacy;
import org.taplane.daemon.handover.LegacyFormat;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.FdStore;
import org.taplane.io.sys.SealedMemory;
import org.taplane.io.sys.SysException;

/** A process that has ended and left everything in the service manager's store. */
final class StoredPredecessor implements Predecessor {
    private static final Logger LOG = LoggerFactory.getLogger(StoredPredecessor.class);

    /** The name of what it knew, in the store. */
    static final String STATE = "taplane-state";

    private final FdStore store;
    private final List<String> names;
    private final Inheritance inheritance;
    private final Legacy legacy;
    private boolean concluded;

    private StoredPredecessor(FdStore store, List<String> names, Inheritance inheritance, Legacy legacy) {
        this.store = store;
        this.names = names;
        this.inheritance = inheritance;
        this.legacy = legacy;
    }

    /** Takes what is in the store; if what was known cannot be read, all is begun anew. */
    static Predecessor in(FdStore store, Map<String, Fd> taken) {
        if (taken.isEmpty()) {
            return Predecessor.none();
        }
        List<String> names = List.copyOf(taken.keySet());
        try (Fd state = Optional.ofNullable(taken.remove(STATE))
                .orElseThrow(() -> new IOException("there is no " + STATE + " among " + names))) {
            Legacy legacy = LegacyFormat.read(SealedMemory.read(state));
            if (!Base.understands(legacy)) {
                throw new IOException("this version does not understand the configuration of the one before");
            }
            return new StoredPredecessor(store, names, new Inheritance(taken), legacy);
        } catch (IOException | SysException e) {
            LOG.warn("what the service manager has kept is of no use, devices are made anew: {}", e.getMessage());
            taken.values().forEach(Fd::close);
            names.forEach(store::remove);
            return Predecessor.none();
        }
    }

    @Override
    public boolean isAlive() {
        return false;
    }

    @Override
    public boolean isHeld() {
        return !concluded;
    }

    @Override
    public Inheritance inheritance() {
        return inheritance;
    }

    @Override
    public Optional<Legacy> legacy() {
        return Optional.of(legacy);
    }

    @Override
    public Optional<Legacy> await() {
        return Optional.empty();
    }

    @Override
    public void relieve() {}

    /** A device that the store still had a descriptor of could not be removed any more. */
    @Override
    public void conclude(List<String> changes, List<String> errors) {
        names.forEach(store::remove);
        concluded = true;
    }

    /** The store keeps what it has for the next attempt. */
    @Override
    public void disappoint(String why) {}
}
