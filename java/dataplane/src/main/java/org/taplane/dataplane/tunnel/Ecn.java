package org.taplane.dataplane.tunnel;

/**
 * Explicit congestion notification through a tunnel, RFC 6040: the two low bits of the TOS or traffic class byte.
 *
 * <p>Entering (section 4.1, normal mode) the outer header gets the inner one's bits. Leaving (section 4.2, figure 4):
 *
 * <pre>
 *   inner \ outer   Not-ECT   ECT(0)    ECT(1)    CE
 *   Not-ECT         Not-ECT   Not-ECT   Not-ECT   drop
 *   ECT(0)          ECT(0)    ECT(0)    ECT(1)    CE
 *   ECT(1)          ECT(1)    ECT(1)    ECT(1)    CE
 *   CE              CE        CE        CE        CE
 * </pre>
 */
final class Ecn {
    static final int NOT_ECT = 0;
    static final int ECT_1 = 1;
    static final int ECT_0 = 2;
    static final int CE = 3;

    /** {@link #leave} of a packet that must be dropped. */
    static final int DROP = -2;

    static final int MASK = 3;

    private Ecn() {}

    /** Whether an outer TOS byte says anything that {@link #leave} has to tell the inner packet: ECT(1) or CE. */
    static boolean isNews(int outerTos) {
        return (outerTos & ECT_1) != 0;
    }

    /** The inner TOS byte after the tunnel, or {@link #DROP}. */
    static int leave(int innerTos, int outerTos) {
        int outer = outerTos & MASK;
        return switch (innerTos & MASK) {
            case NOT_ECT -> outer == CE ? DROP : innerTos;
            case ECT_0 -> outer == CE || outer == ECT_1 ? (innerTos & ~MASK) | outer : innerTos;
            default -> outer == CE ? innerTos | CE : innerTos;
        };
    }
}
