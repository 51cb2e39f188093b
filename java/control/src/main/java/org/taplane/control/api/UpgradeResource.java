package org.taplane.control.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Hands the switch over to a new process: {@code POST /v1/upgrade}. */
final class UpgradeResource {
    private static final int FINE = 200;
    private static final int REFUSED = 422; // Unprocessable Content

    private final Upgrading upgrading;
    private final Executor worker;

    /** @param worker where changes are made: none is under way meanwhile */
    UpgradeResource(Upgrading upgrading, Executor worker) {
        this.upgrading = upgrading;
        this.worker = worker;
    }

    Answer answer() {
        return new Answer.Later(CompletableFuture.supplyAsync(this::carryOut, worker));
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
