package org.taplane.io.vhost;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a port towards a virtual machine is to be.
 *
 * @param port its name, for the log
 * @param path of the socket
 * @param server whether the front end connects; else it listens
 * @param mode permissions of the socket's file, if this side makes it
 * @param queues most queue pairs that the guest may have
 * @param lingerNanos for how long a shard goes on looking at a ring that has nothing, before the guest has to kick
 * @param pause after which a front end is looked for again, and for which one that broke the rules has to wait
 */
public record GuestSpec(
        String port, Path path, boolean server, int mode, int queues, long lingerNanos, Duration pause) {}
