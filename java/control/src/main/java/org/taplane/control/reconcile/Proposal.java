package org.taplane.control.reconcile;

import java.util.OptionalLong;
import org.taplane.control.config.load.ConfigLoader;
import org.taplane.control.config.load.ConfigResult;

/**
 * A change that somebody wants.
 *
 * @param who for the log and the history
 * @param dryRun whether only the plan is asked for
 * @param revision the revision that it was made for; empty: whatever is in force
 */
public record Proposal(Content content, String who, boolean dryRun, OptionalLong revision) {
    /** What is to be in force. */
    public sealed interface Content {
        /**
         * A whole configuration.
         *
         * @param read what its text says, or what is wrong with it
         */
        record Whole(ConfigResult read) implements Content {}

        /** A change of the one in force. */
        record Single(Edit edit) implements Content {}
    }

    /**
     * A whole configuration, to be carried out.
     *
     * @param name how messages call the text: a file's path
     */
    public static Proposal whole(String name, byte[] yaml, String who) {
        return new Proposal(new Content.Whole(ConfigLoader.parse(name, yaml)), who, false, OptionalLong.empty());
    }

    /** A single change, to be carried out. */
    public static Proposal single(Edit edit, String who) {
        return new Proposal(new Content.Single(edit), who, false, OptionalLong.empty());
    }

    /** The same, refused unless that revision is in force; empty: whatever is. */
    public Proposal onlyFor(OptionalLong expected) {
        return new Proposal(content, who, dryRun, expected);
    }

    /** The same, carried out or only planned. */
    public Proposal asDryRun(boolean planned) {
        return new Proposal(content, who, planned, revision);
    }
}
