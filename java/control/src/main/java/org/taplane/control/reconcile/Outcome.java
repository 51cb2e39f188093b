package org.taplane.control.reconcile;

import java.util.List;
import org.taplane.control.config.load.ConfigError;

/** What became of a proposal. */
public sealed interface Outcome {
    /** It is in force; the plan may be empty. */
    record Applied(Plan plan, long revision) implements Outcome {}

    /** It was only asked for; nothing is changed. */
    record Planned(Plan plan, long revision) implements Outcome {}

    /** The text or the system does not allow it; nothing is changed. */
    record Refused(List<String> errors) implements Outcome {
        public Refused {
            errors = List.copyOf(errors);
        }

        static Refused of(List<ConfigError> errors) {
            return new Refused(errors.stream().map(ConfigError::toString).toList());
        }
    }

    /**
     * It was planned for another revision; nothing is changed.
     *
     * @param revision the one in force
     * @param since what changed in between, a line each; the eldest may be missing
     */
    record Outdated(long revision, List<String> since) implements Outcome {
        public Outdated {
            since = List.copyOf(since);
        }
    }
}
