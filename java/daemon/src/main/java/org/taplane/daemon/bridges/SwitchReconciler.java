package org.taplane.daemon.bridges;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.PortConfig;
import org.taplane.control.reconcile.Change;
import org.taplane.control.reconcile.ChangeException;
import org.taplane.control.reconcile.Plan;
import org.taplane.control.reconcile.Reconciler;
import org.taplane.control.reconcile.Step;
import org.taplane.control.reconcile.Steps;
import org.taplane.daemon.ports.PortDriver;
import org.taplane.daemon.ports.PortException;
import org.taplane.io.sys.SysException;

/**
 * Carries out plans on a running switch, each change a step with its undo. Before the switch runs, and when it is being
 * closed, nothing is changed: {@link #open} and {@link #close} say which.
 */
public final class SwitchReconciler implements Reconciler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SwitchReconciler.class);
    private static final String STARTING = "the daemon is still starting";
    private static final String STOPPING = "the daemon is stopping";
    private static final String NONE = "";

    private final Switch running;
    private volatile String obstacle = STARTING;

    public SwitchReconciler(Switch running) {
        this.running = running;
    }

    /** From here on plans are carried out. */
    public void open() {
        obstacle = NONE;
    }

    /** From here on they are refused; one under way ends before its next step. */
    @Override
    public void close() {
        obstacle = STOPPING;
    }

    @Override
    public void carryOut(Plan plan) throws ChangeException {
        requireOpen();
        new Steps(plan.changes().stream().map(this::step).toList()).apply();
    }

    private void requireOpen() throws ChangeException {
        String found = obstacle;
        if (!found.isEmpty()) {
            throw new ChangeException(found, "a daemon that runs");
        }
    }

    private Step step(Change change) {
        return switch (change) {
            case Change.AddBridge(var bridge) ->
                new Doing(() -> running.add(bridge.withoutContent()), () -> running.remove(bridge(bridge.name())));
            case Change.RemoveBridge(var bridge) ->
                new Doing(() -> running.remove(bridge(bridge.name())), () -> running.add(bridge.withoutContent()));
            case Change.SetBridge(var before, var after, var _) ->
                setting(after.name(), of -> of.set(after), of -> of.set(before));
            case Change.AddPort(var bridge, var port) -> add(bridge, port);
            case Change.RemovePort(var bridge, var port) -> remove(bridge, port);
            case Change.SetPort set -> set(set);
            case Change.AddStation(var bridge, var entry) ->
                onControl(() -> bridge(bridge).add(entry), () -> bridge(bridge).remove(entry));
            case Change.RemoveStation(var bridge, var entry) ->
                onControl(
                        () -> bridge(bridge).remove(entry), () -> bridge(bridge).add(entry));
        };
    }

    private Step add(String bridge, PortConfig port) {
        return new Doing(() -> running.add(bridge(bridge), port), () -> remove(bridge, port.name()));
    }

    private Step remove(String bridge, PortConfig port) {
        return new Doing(() -> remove(bridge, port.name()), () -> running.add(bridge(bridge), port));
    }

    private void remove(String bridge, String port) {
        running.remove(bridge(bridge), port(bridge, port));
    }

    private Step set(Change.SetPort change) {
        String bridge = change.bridge();
        PortConfig before = change.before();
        PortConfig after = change.after();
        if (change.remakes()) {
            return new Steps(List.of(remove(bridge, before), add(bridge, after)));
        }
        PortDriver driver = port(bridge, after.name()).driver();
        List<Step> steps = new ArrayList<>();
        driver.changes(before, after).forEach(step -> steps.add(ofPort(after, step)));
        steps.add(onControl(() -> driver.reconfigure(after), () -> driver.reconfigure(before)));
        steps.add(setting(
                bridge,
                of -> of.set(port(bridge, after.name()), after),
                of -> of.set(port(bridge, after.name()), before)));
        return new Steps(steps);
    }

    /** Settings by which a bridge may have to forget stations: it knows them again when they are taken back. */
    private Step setting(
            String bridge, Function<RunningBridge, List<Stations.Learned>> action, Consumer<RunningBridge> reverse) {
        List<Stations.Learned> before = new ArrayList<>();
        return onControl(() -> before.addAll(action.apply(bridge(bridge))), () -> {
            reverse.accept(bridge(bridge));
            bridge(bridge).recall(before);
        });
    }

    /** What fails is the port's fault. */
    private Step ofPort(PortConfig port, Step step) {
        return new Doing(
                () -> {
                    try {
                        step.apply();
                    } catch (SysException e) {
                        throw new PortException(port, e);
                    }
                },
                step::undo);
    }

    private Step onControl(Runnable action, Runnable reverse) {
        return new Doing(() -> running.onControl(action), () -> running.onControl(reverse));
    }

    private RunningBridge bridge(String name) {
        return running.bridges().stream()
                .filter(bridge -> bridge.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("bridge " + name + " does not run"));
    }

    private RunningPort port(String bridge, String name) {
        return bridge(bridge).port(name).orElseThrow(() -> new IllegalStateException("port " + name + " does not run"));
    }

    /** Something the switch does, or refuses. */
    @FunctionalInterface
    private interface Action {
        void run() throws PortException, ChangeException;
    }

    /** A step of two actions. */
    private final class Doing implements Step {
        private final Action action;
        private final Action reverse;

        Doing(Action action, Action reverse) {
            this.action = action;
            this.reverse = reverse;
        }

        @Override
        public void apply() throws ChangeException {
            requireOpen();
            try {
                action.run();
            } catch (PortException e) {
                throw new ChangeException(e.port(), e.problem(), e.expected(), e);
            } catch (SysException e) {
                throw new ChangeException(
                        String.valueOf(e.getMessage()), e.expected().orElse("something that the system allows"));
            }
        }

        /** When the switch is being closed, everything goes in any case. */
        @Override
        public void undo() {
            if (obstacle.equals(STOPPING)) {
                return;
            }
            try {
                reverse.run();
            } catch (PortException | ChangeException e) {
                LOG.error("a change cannot be taken back: {}", e.getMessage());
            }
        }
    }
}
