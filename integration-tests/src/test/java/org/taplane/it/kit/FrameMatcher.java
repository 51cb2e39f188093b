package org.taplane.it.kit;

import java.util.function.Predicate;

/** What a test expects of a frame, field by field; a field that is not named may be anything. */
public record FrameMatcher(String expected, Predicate<TestFrame> condition) {
    /** Any frame. */
    public static FrameMatcher frame() {
        return new FrameMatcher("frame", any -> true);
    }

    /** Exactly this frame, byte by byte. */
    public static FrameMatcher exactly(TestFrame frame) {
        return new FrameMatcher(frame.toString(), frame::equals);
    }

    public FrameMatcher to(Mac destination) {
        return and(" to " + destination, frame -> frame.destination().equals(destination));
    }

    public FrameMatcher from(Mac source) {
        return and(" from " + source, frame -> frame.source().equals(source));
    }

    public FrameMatcher type(int type) {
        return and(" of type %04x".formatted(type), frame -> frame.type() == type);
    }

    /** Exactly one tag, of this VLAN, any priority. */
    public FrameMatcher vlan(int vid) {
        return and(
                " in VLAN " + vid,
                frame -> frame.tags().size() == 1 && (frame.tags().getFirst() & 0xfff) == vid);
    }

    public FrameMatcher untagged() {
        return and(" untagged", frame -> frame.tags().isEmpty());
    }

    private FrameMatcher and(String more, Predicate<TestFrame> also) {
        return new FrameMatcher(expected + more, condition.and(also));
    }

    boolean matches(TestFrame frame) {
        return condition.test(frame);
    }

    @Override
    public String toString() {
        return expected;
    }
}
