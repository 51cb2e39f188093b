package org.taplane.io.testkit;

import java.util.concurrent.atomic.AtomicInteger;
import org.taplane.io.sys.Netns;

/** A network namespace with a name of its own, gone after the test. */
public final class TestNetns implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;

    private TestNetns(String name) {
        this.name = name;
    }

    public static TestNetns create() {
        String name = uniqueName();
        Commands.run("ip netns add " + name);
        return new TestNetns(name);
    }

    /** A name, fit for a namespace or an interface, that nothing else on the machine has. */
    public static String uniqueName() {
        return "tio" + ProcessHandle.current().pid() + "x" + COUNT.incrementAndGet();
    }

    public String name() {
        return name;
    }

    public Netns netns() {
        return Netns.named(name);
    }

    /** What {@code ip ARGUMENTS} prints inside. */
    public String ip(String arguments) {
        return Commands.run("ip -n " + name + " " + arguments);
    }

    @Override
    public void close() {
        Commands.run("ip netns del " + name);
    }
}
