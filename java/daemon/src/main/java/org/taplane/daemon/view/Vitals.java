package org.taplane.daemon.view;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.taplane.control.api.StuckWorker;

/**
 * What a switch does not know of itself; each may be asked by any thread.
 *
 * @param stuck workers that do not come round
 * @param ready whether the process is the switch: no longer starting, not yet stopping or replaced
 * @param revision number of the configuration in force
 */
public record Vitals(Supplier<List<StuckWorker>> stuck, BooleanSupplier ready, LongSupplier revision) {}
