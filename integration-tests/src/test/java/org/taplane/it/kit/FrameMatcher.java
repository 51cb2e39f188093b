package org.taplane.it.kit;

import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.IntStream;

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

    /** Contains the bytes of another frame, as a tunnel's datagram does. */
    public FrameMatcher carrying(TestFrame inner) {
        byte[] bytes = inner.bytes();
        return and(" carrying " + inner, frame -> contains(frame.bytes(), bytes));
    }

    private static boolean contains(byte[] whole, byte[] part) {
        return IntStream.rangeClosed(0, whole.length - part.length)
                .anyMatch(at -> Arrays.equals(whole, at, at + part.length, part, 0, part.length));
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
