package org.taplane.control.api;

/** Hands the switch over to a new process: {@code POST /v1/upgrade}. */
final class UpgradeResource {
    private static final int FINE = 200;
    private static final int REFUSED = 422; // Unprocessable Content

    private final Upgrading upgrading;
    private final Work work;

    /** @param work where changes are made: none is under way meanwhile */
    UpgradeResource(Upgrading upgrading, Work work) {
        this.upgrading = upgrading;
        this.work = work;
    }

    Answer answer() {
        return work.later(this::carryOut);
    }

    private Answer.Whole carryOut() {
        try {
            Upgraded upgraded = upgrading.upgrade();
            return Answer.json(FINE, Json.text(upgraded::write));
        } catch (UpgradeException e) {
            return Answer.error(REFUSED, String.valueOf(e.getMessage()));
        }
    }
}
