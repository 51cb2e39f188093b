package org.taplane.io.vhost;

/**
 * Some of the guest's memory, in a file that comes with it (vhost-user, "Memory region description").
 *
 * @param guest address that the guest has it at
 * @param size in bytes
 * @param user address that the front end has it at
 * @param offset in the file
 */
record MemoryRegion(long guest, long size, long user, long offset) {}
