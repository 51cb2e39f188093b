package org.taplane.it.kit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Things that one thread brings and another waits for, kept in order. */
final class Arrivals<T> {
    /** More are not kept: a storm that a fault sets off must not take the test down with it. */
    private static final int MOST = 20_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final List<T> all = new ArrayList<>();
    private boolean ended;

    void add(T arrival) {
        update(() -> {
            if (all.size() < MOST) {
                all.add(arrival);
            }
        });
    }

    /** Nothing comes any more: whoever waits is told at once. */
    void end() {
        update(() -> ended = true);
    }

    void clear() {
        update(all::clear);
    }

    private void update(Runnable step) {
        lock.lock();
        try {
            step.run();
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<T> all() {
        lock.lock();
        try {
            return List.copyOf(all);
        } finally {
            lock.unlock();
        }
    }

    long count(Predicate<T> expected) {
        lock.lock();
        try {
            return all.stream().filter(expected).count();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for {@code times} matches; false when the end comes first or {@code bound} is over. */
    boolean await(Predicate<T> expected, long times, Duration bound) {
        lock.lock();
        try {
            long left = Patience.with(bound).toNanos();
            while (count(expected) < times) {
                if (ended || left <= 0) {
                    return false;
                }
                left = change.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        } finally {
            lock.unlock();
        }
    }
}
