package org.taplane.it.kit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/** What a test holds, released in reverse, all of it, even when a step fails. */
public final class Resources implements AutoCloseable {
    private final Deque<AutoCloseable> held = new ArrayDeque<>();

    /** Builds something that owns resources; if that fails, those taken so far are released. */
    public static <T> T building(Function<Resources, T> build) {
        Resources resources = new Resources();
        try {
            return build.apply(resources);
        } catch (RuntimeException | AssertionError e) {
            resources.closeAfter(e);
            throw e;
        }
    }

    public <T extends AutoCloseable> T add(T resource) {
        held.push(resource);
        return resource;
    }

    /** A namespace, held. */
    public Namespace namespace(String label) {
        return add(Namespace.create(label));
    }

    private void closeAfter(Throwable failure) {
        try {
            close();
        } catch (AssertionError e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        AssertionError failure = new AssertionError("not everything could be removed");
        while (!held.isEmpty()) {
            release(held.pop(), failure);
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    private static void release(AutoCloseable resource, AssertionError failure) {
        try {
            resource.close();
        } catch (Exception | AssertionError e) {
            failure.addSuppressed(e);
        }
    }
}
