package org.taplane.io.testkit;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.taplane.io.netlink.Link;
import org.taplane.io.netlink.LinkEvent;
import org.taplane.io.netlink.LinkMonitor;
import org.taplane.io.sys.Netns;

/** A network namespace with a name of its own, gone after the test. */
public final class TestNetns implements AutoCloseable {
    private static final int WAIT_MILLIS = 5000;
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

    /**
     * Waits until a link passes frames. A veth end whose peer came up is activated by a work item of the kernel's a moment
     * later, and drops everything until then.
     */
    public void awaitRunning(String link) {
        try (LinkMonitor monitor = LinkMonitor.open(netns())) {
            monitor.follow(LinkMonitor.HERE);
            AtomicBoolean running = new AtomicBoolean();
            while (!running.get()) {
                if (!Frames.poll(monitor.fd(), WAIT_MILLIS)) {
                    throw new AssertionError(link + " is not running");
                }
                LinkEvents events = (_, event) -> running.compareAndSet(false, isRunning(event, link));
                monitor.drain(events);
            }
        }
    }

    private static boolean isRunning(LinkEvent event, String name) {
        return event instanceof LinkEvent.Changed(Link link) && link.name().equals(name) && link.isRunning();
    }

    @Override
    public void close() {
        Commands.run("ip netns del " + name);
    }
}
