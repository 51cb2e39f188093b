package org.taplane.control.reconcile;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.control.config.load.ConfigError;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult;
import org.taplane.control.config.load.ConfigResult.Loaded;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlWriter;
import org.taplane.control.reconcile.Proposal.Content;

/**
 * The configuration in force and the only door to another one. Proposals are taken one at a time: each is planned against
 * the result of the one before. A refused proposal changes nothing.
 */
public final class LiveConfig {
    private static final Logger LOG = LoggerFactory.getLogger(LiveConfig.class);

    /** How messages call a configuration that was edited and never was a file. */
    private static final String EDITED = "the running configuration";

    private final Optional<Path> file;
    private final Reconciler reconciler;
    private final AttachedFile attached;
    private final History history = new History();
    private Witness witness = Witness.NOBODY;
    private Loaded running;
    private long revision;

    /**
     * The configuration that a switch was started with.
     *
     * @param revision its number: 1, or that which it had in the process before this one
     * @param running with the ports that were attached before
     * @param file where it is from; empty if it is the built-in one
     * @param attached where the ports are kept that commands attach
     */
    public LiveConfig(
            Loaded running, long revision, Optional<Path> file, Reconciler reconciler, AttachedFile attached) {
        this.running = running;
        this.revision = revision;
        this.file = file.map(Path::toAbsolutePath);
        this.reconciler = reconciler;
        this.attached = attached;
    }

    /** From here on this one is told what becomes of proposals. */
    public synchronized void tell(Witness told) {
        witness = told;
    }

    /**
     * The configuration in force.
     *
     * @param text as a file: to apply it changes nothing
     * @param revision a number that grows with each change
     * @param file the one that the switch was started with
     */
    public record Shown(String text, long revision, Optional<Path> file) {}

    /** What is in force now, without the attached ports. */
    public synchronized Shown show() {
        return shown(AttachedPorts.without(running.tree()));
    }

    /** As {@link #show}, with the attached ports: for a process that is to be what this one is. */
    public synchronized Shown showAll() {
        return shown(running.tree());
    }

    private Shown shown(YamlNode tree) {
        return new Shown(YamlWriter.write(tree), revision, file);
    }

    /** Whether there is an attached port of this name. */
    public synchronized boolean isAttached(String port) {
        return AttachedPorts.of(running.tree()).stream()
                .anyMatch(attachment -> attachment.name().equals(port));
    }

    /** Plans the proposal and, unless only the plan is wanted, carries it out. */
    public synchronized Outcome submit(Proposal proposal) {
        if (proposal.revision().isPresent() && proposal.revision().getAsLong() != revision) {
            return new Outcome.Outdated(
                    revision, history.since(proposal.revision().getAsLong()));
        }
        Outcome outcome = decide(proposal);
        if (outcome instanceof Outcome.Refused(List<String> errors) && !proposal.dryRun()) {
            LOG.warn("change by {} is refused, nothing is changed: {}", proposal.who(), String.join("; ", errors));
            witness.refused(proposal.who(), errors);
        }
        return outcome;
    }

    private Outcome decide(Proposal proposal) {
        try {
            return switch (load(proposal.content())) {
                case ConfigResult.Rejected rejected -> Outcome.Refused.of(rejected.errors());
                case Loaded wanted -> submit(proposal, wanted);
            };
        } catch (EditException e) {
            return new Outcome.Refused(List.of(String.valueOf(e.getMessage())));
        }
    }

    private ConfigResult load(Content content) throws EditException {
        return switch (content) {
            case Content.Whole(Loaded read) -> AttachedPorts.kept(running.tree(), read);
            case Content.Whole(ConfigResult.Rejected rejected) -> rejected;
            case Content.Single(Edit edit) -> {
                YamlNode edited = edit.on(running.tree());
                yield ConfigLoader.parse(EDITED, YamlWriter.write(edited).getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    /** Makes the file's content, as it is now, the configuration in force. */
    public Outcome reload(Path source, String who) {
        return submit(new Proposal(new Content.Whole(ConfigLoader.load(source)), who, false, OptionalLong.empty()));
    }

    private Outcome submit(Proposal proposal, Loaded wanted) {
        Plan plan = Planner.plan(running, wanted);
        if (!plan.restarts().isEmpty()) {
            return new Outcome.Refused(plan.restarts().stream()
                    .map(key -> key + " cannot change while the daemon runs: restart it, or leave " + key + " as it is")
                    .toList());
        }
        if (proposal.dryRun()) {
            return new Outcome.Planned(plan, revision);
        }
        return carryOut(proposal, wanted, plan);
    }

    private Outcome carryOut(Proposal proposal, Loaded wanted, Plan plan) {
        try {
            reconciler.carryOut(plan);
        } catch (ChangeException e) {
            return new Outcome.Refused(List.of(describe(e, wanted)));
        }
        running = wanted; // also without a change: comments and places may differ
        attached.save(running.tree());
        if (!plan.changes().isEmpty()) {
            revision++;
            history.add(revision, proposal.who(), plan);
            LOG.info("revision {} by {}: {}", revision, proposal.who(), summary(plan));
            witness.applied(revision, proposal.who(), plan);
        }
        return new Outcome.Applied(plan, revision);
    }

    private static String summary(Plan plan) {
        List<String> lines = PlanText.lines(plan);
        int most = 8;
        String first = String.join("; ", lines.subList(0, Math.min(most, lines.size())));
        return lines.size() > most ? first + "; and " + (lines.size() - most) + " more" : first;
    }

    private static String describe(ChangeException e, Loaded wanted) {
        return e.port()
                .map(port -> wanted.ports().error(port, e.problem(), e.expected()))
                .map(ConfigError::toString)
                .orElseGet(() -> e.problem() + "; expected " + e.expected());
    }
}
