package org.taplane.io.udp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.taplane.io.sys.Netns;

/** A network namespace of a test, with everything in it. */
final class Namespace implements AutoCloseable {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final String name = "vxl" + ProcessHandle.current().pid() + "n" + NEXT.getAndIncrement();

    Namespace() {
        run("ip netns add " + name);
    }

    String name() {
        return name;
    }

    Netns netns() {
        return Netns.named(name);
    }

    void ip(String arguments) {
        run("ip -n " + name + " " + arguments);
    }

    /** Runs a command inside and returns what it prints. */
    String exec(String command) {
        return run("ip netns exec " + name + " " + command);
    }

    @Override
    public void close() {
        run("ip netns del " + name);
    }

    private static String run(String command) {
        try {
            Process process = new ProcessBuilder(command.split(" +", -1))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
