package org.taplane.daemon;

import java.util.OptionalLong;

/**
 * What a port's device is at the moment.
 *
 * @param up whether frames can leave by it
 * @param mtu longest payload, in bytes
 * @param mac the device's address in the low 48 bits; empty where there is none
 */
record LinkState(boolean up, int mtu, OptionalLong mac) {}
