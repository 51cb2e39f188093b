package org.taplane.control.api;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.taplane.control.api.ChangeResult.Line;
import org.taplane.control.reconcile.Outcome;
import org.taplane.control.reconcile.Plan;

/** What became of a change, as a reply. */
final class OutcomeJson {
    private static final int FINE = 200;
    private static final int OUTDATED = 412; // Precondition Failed
    private static final int REFUSED = 422; // Unprocessable Content

    private OutcomeJson() {}

    static Answer.Whole answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied(Plan plan, long revision) -> accepted(plan, revision, true);
            case Outcome.Planned(Plan plan, long revision) -> accepted(plan, revision, false);
            case Outcome.Refused(List<String> errors) ->
                answer(REFUSED, OptionalLong.empty(), new ChangeResult.Refused(errors));
            case Outcome.Outdated(long revision, List<String> since) ->
                answer(OUTDATED, OptionalLong.of(revision), new ChangeResult.Outdated(revision, since));
        };
    }

    private static Answer.Whole accepted(Plan plan, long revision, boolean applied) {
        List<Line> lines = plan.changes().stream().map(Line::of).toList();
        return answer(FINE, OptionalLong.of(revision), new ChangeResult.Accepted(revision, applied, lines));
    }

    private static Answer.Whole answer(int status, OptionalLong revision, ChangeResult result) {
        return new Answer.Whole(status, Answer.JSON, Json.text(result::write) + "\n", revision, Map.of());
    }
}
