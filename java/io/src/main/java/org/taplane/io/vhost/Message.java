package org.taplane.io.vhost;

import java.util.List;

/**
 * What a front end asks (vhost-user, "Front-end message types"). A message with descriptors has been given exactly as many as
 * it says it has.
 */
sealed interface Message {
    record GetFeatures() implements Message {}

    record SetFeatures(long bits) implements Message {}

    record GetProtocolFeatures() implements Message {}

    record SetProtocolFeatures(long bits) implements Message {}

    record GetQueueNum() implements Message {}

    record SetOwner() implements Message {}

    /** RESET_OWNER, which is out of use, or RESET_DEVICE: all rings stop. */
    record Reset() implements Message {}

    /** With a descriptor a region. */
    record SetMemTable(List<MemoryRegion> regions) implements Message {
        public SetMemTable {
            regions = List.copyOf(regions);
        }
    }

    record SetVringNum(int ring, int size) implements Message {}

    /** Addresses are the front end's. */
    record SetVringAddr(int ring, long descriptors, long used, long avail) implements Message {}

    record SetVringBase(int ring, int next) implements Message {}

    record GetVringBase(int ring) implements Message {}

    record SetVringEnable(int ring, boolean enabled) implements Message {}

    /** With an eventfd, or without: the ring is to be polled. */
    record SetVringKick(int ring, boolean hasEvent) implements Message {}

    /** With an eventfd, or without: the driver polls. */
    record SetVringCall(int ring, boolean hasEvent) implements Message {}

    /** With an eventfd, or without. */
    record SetVringErr(int ring, boolean hasEvent) implements Message {}

    record SetMtu(long mtu) implements Message {}

    record GetConfig() implements Message {}

    record GetInflightFd(int rings, int size) implements Message {}

    /** With a descriptor. */
    record SetInflightFd(long bytes, long offset, int rings, int size) implements Message {}
}
