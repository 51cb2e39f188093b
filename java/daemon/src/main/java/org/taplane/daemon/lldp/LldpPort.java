package org.taplane.daemon.lldp;

import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.taplane.control.config.LldpConfig;

/**
 * A port as its agent sees it.
 *
 * @param pvid VLAN of untagged frames, if they have one
 * @param isUp whether frames can leave by it at the moment
 */
public record LldpPort(int slot, String name, LldpConfig config, OptionalInt pvid, BooleanSupplier isUp) {}
