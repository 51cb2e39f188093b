package org.taplane.daemon.events;

import java.util.ArrayList;
import java.util.List;
import org.taplane.control.event.Event;
import org.taplane.control.event.EventLog;
import org.taplane.control.reconcile.Plan;
import org.taplane.control.reconcile.PlanText;
import org.taplane.control.reconcile.Witness;

/** Tells what becomes of changes of the configuration. */
public final class ConfigNews implements Witness {
    /** Lines of one change that are told; of a thousand ports that come at once, the log has all it needs. */
    private static final int MOST = 100;

    private final EventLog events;

    public ConfigNews(EventLog events) {
        this.events = events;
    }

    @Override
    public void applied(long revision, String who, Plan plan) {
        events.add(new Event.Applied(revision, who, shortened(PlanText.lines(plan))));
    }

    @Override
    public void refused(String who, List<String> errors) {
        events.add(new Event.Refused(who, shortened(errors)));
    }

    private static List<String> shortened(List<String> lines) {
        if (lines.size() <= MOST) {
            return lines;
        }
        List<String> first = new ArrayList<>(lines.subList(0, MOST));
        first.add("and " + (lines.size() - MOST) + " more");
        return first;
    }
}
