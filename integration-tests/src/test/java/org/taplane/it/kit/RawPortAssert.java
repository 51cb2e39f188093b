package org.taplane.it.kit;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Checks of what a {@link RawPort} received, each with a bound on its waiting. */
public final class RawPortAssert extends AbstractAssert<RawPortAssert, RawPort> {
    private static final Duration BOUND = Duration.ofSeconds(5);
    /** That nothing comes has no event. This begins when something else, sent later or elsewhere, has arrived. */
    private static final Duration GRACE = Duration.ofMillis(100);

    /** Frames of a capture that a failure prints. */
    private static final int SHOWN = 40;

    private RawPortAssert(RawPort actual) {
        super(actual, RawPortAssert.class);
    }

    public static RawPortAssert assertThat(RawPort actual) {
        return new RawPortAssert(actual);
    }

    /** The very frame arrives, unchanged. */
    public RawPortAssert receives(TestFrame frame) {
        return receives(FrameMatcher.exactly(frame));
    }

    /** A frame as described arrives. */
    public RawPortAssert receives(FrameMatcher expected) {
        if (!actual.awaitCount(expected, 1, BOUND)) {
            failWithMessage("%s did not receive%n  %s%nbut%n%s", actual, expected, capture());
        }
        return this;
    }

    /** Such frames arrive {@code times} times, and then no more. */
    public RawPortAssert receivesExactly(int times, FrameMatcher expected) {
        actual.awaitCount(expected, times, BOUND);
        actual.awaitCount(expected, times + 1L, GRACE);
        long count = actual.count(expected);
        if (count != times) {
            failWithMessage(
                    "%s received %d times instead of %d%n  %s%namong%n%s", actual, count, times, expected, capture());
        }
        return this;
    }

    /** Exactly these frames arrive in this order; others may come in between. */
    public RawPortAssert receivesInOrder(List<TestFrame> frames) {
        FrameMatcher oneOfThem = new FrameMatcher("one of " + frames.size() + " frames", Set.copyOf(frames)::contains);
        receivesExactly(frames.size(), oneOfThem);
        Assertions.assertThat(actual.captured(oneOfThem)).containsExactlyElementsOf(frames);
        return this;
    }

    /** No such frame is there, nor comes. */
    public RawPortAssert receivesNo(FrameMatcher unexpected) {
        if (actual.awaitCount(unexpected, 1, GRACE)) {
            failWithMessage("%s must not receive%n  %s%nbut did:%n%s", actual, unexpected, capture());
        }
        return this;
    }

    public RawPortAssert receivesNo(TestFrame unexpected) {
        return receivesNo(FrameMatcher.exactly(unexpected));
    }

    private String capture() {
        return actual.captured().stream()
                .limit(SHOWN)
                .map(frame -> "  " + frame)
                .collect(Collectors.joining("\n"));
    }
}
