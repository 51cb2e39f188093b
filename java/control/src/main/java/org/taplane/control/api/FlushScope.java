package org.taplane.control.api;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which learned stations are to be forgotten: those that meet everything that is given.
 *
 * @param bridge name of a bridge
 * @param port name of a port
 * @param vlan 1 to 4094
 */
public record FlushScope(Optional<String> bridge, Optional<String> port, OptionalInt vlan) {}
