package org.taplane.daemon.ports;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taplane.io.shard.Receiver;
import org.taplane.io.shard.Shard;
import org.taplane.io.shard.Watch;

/** What the shards read, or are ready to read. One thread at a time. */
public final class Readings {
    private final List<Reading> all = new ArrayList<>();

    private static final class Reading {
        private final Shard shard;
        private final int fd;
        private final Receiver receiver;
        private Optional<Watch> watch = Optional.empty();

        Reading(Shard shard, int fd, Receiver receiver) {
            this.shard = shard;
            this.fd = fd;
            this.receiver = receiver;
        }

        void begin() {
            if (watch.isEmpty()) {
                watch = Optional.of(shard.watch(fd, receiver));
            }
        }

        void end() {
            watch.ifPresent(Watch::close);
            watch = Optional.empty();
        }
    }

    /** It is read from the next {@link #start} on. */
    public void add(Shard shard, int fd, Receiver receiver) {
        all.add(new Reading(shard, fd, receiver));
    }

    /** Begins to read what a shard does not read yet; on the shard's thread. */
    public void start(Shard shard) {
        all.stream().filter(reading -> reading.shard == shard).forEach(Reading::begin);
    }

    /** A shard reads nothing of it until {@link #start}; on the shard's thread. */
    public void pause(Shard shard) {
        all.stream().filter(reading -> reading.shard == shard).forEach(Reading::end);
    }

    /** On return no shard reads any of it, and it is forgotten. */
    public void clear() {
        all.forEach(Reading::end);
        all.clear();
    }
}
