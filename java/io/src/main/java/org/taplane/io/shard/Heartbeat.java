package org.taplane.io.shard;

import java.util.List;

/** Finds out whether a loop still comes round. It is asked by one thread, which never waits for the loop. */
public final class Heartbeat {
    private final Loop loop;
    private final Runnable answer = this::answer;
    private volatile boolean answered = true;
    private int unanswered;

    Heartbeat(Loop loop) {
        this.loop = loop;
    }

    private void answer() {
        answered = true;
    }

    /**
     * Asks the loop, unless it still owes an answer.
     *
     * @return how many calls in a row have found that it owes one
     */
    public int beat() {
        if (answered) {
            answered = false;
            unanswered = 0;
            loop.execute(answer);
        } else {
            unanswered++;
        }
        return unanswered;
    }

    /** What the loop's thread is doing, innermost call first. */
    public List<StackTraceElement> stack() {
        return List.of(loop.thread().getStackTrace());
    }
}
