package org.taplane.it.kit;

import java.time.Duration;
import java.util.List;

/** Debian's ping, between namespaces. */
public final class Ping {
    private static final Duration LINK_COMES_UP = Duration.ofSeconds(10);

    private Ping() {}

    /** Waits until {@code address} answers: addresses and links come up a little after they are made. */
    public static void awaitAnswer(Namespace from, String address) {
        Eventually.passes(LINK_COMES_UP, () -> send(from, address, 1, 56).succeeded());
    }

    /** Five pings with {@code bytes} bytes of data each; every one must be answered. */
    public static void allAnswered(Namespace from, String address, int bytes) {
        Shell.Result result = send(from, address, 5, bytes).succeeded();
        if (!result.output().contains(" 0% packet loss")) {
            throw new AssertionError(result);
        }
    }

    /** Nothing answers at {@code address}. */
    public static void notAnswered(Namespace from, String address) {
        Shell.Result result = send(from, address, 2, 56);
        if (result.exit() == 0) {
            throw new AssertionError("must not be reachable: " + result);
        }
    }

    private static Shell.Result send(Namespace from, String address, int count, int bytes) {
        return from.run(
                Shell.BOUND,
                List.of("ping", "-n", "-i", "0.02", "-W", "1", "-c", "" + count, "-s", "" + bytes, address));
    }
}
