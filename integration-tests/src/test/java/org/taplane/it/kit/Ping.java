package org.taplane.it.kit;

import java.time.Duration;
import java.util.List;

/** Debian's ping, between namespaces. */
public final class Ping {
    private static final Duration LINK_COMES_UP = Duration.ofSeconds(10);
    private static final int USUAL_BYTES = 56;
    private static final int TIMES = 5;

    private Ping() {}

    /** Waits until {@code address} answers: addresses and links come up a little after they are made. */
    public static void awaitAnswer(Namespace from, String address) {
        Eventually.passes(LINK_COMES_UP, () -> once(from, address, USUAL_BYTES).succeeded());
    }

    /** Five pings with {@code bytes} bytes of data each; every one must be answered. */
    public static void allAnswered(Namespace from, String address, int bytes) {
        for (int i = 0; i < TIMES; i++) {
            once(from, address, bytes).succeeded();
        }
    }

    /** Nothing answers at {@code address}. */
    public static void notAnswered(Namespace from, String address) {
        Shell.Result result = once(from, address, USUAL_BYTES);
        if (result.exit() == 0) {
            throw new AssertionError("must not be reachable: " + result);
        }
    }

    /** One packet a call: for several, ping waits only twice the round trip for the last answer. */
    private static Shell.Result once(Namespace from, String address, int bytes) {
        return from.run(Shell.BOUND, List.of("ping", "-n", "-c", "1", "-W", "1", "-s", "" + bytes, address));
    }
}
