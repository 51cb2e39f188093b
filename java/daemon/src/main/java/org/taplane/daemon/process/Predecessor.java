package org.taplane.daemon.process;

import java.util.List;
import java.util.Optional;
import org.taplane.daemon.handover.HandoverException;
import org.taplane.daemon.handover.Inheritance;
import org.taplane.daemon.handover.Legacy;

/** The process that was the switch before this one, if there was one. It is asked in the order of the methods. */
interface Predecessor {
    /** Whether it runs beside this one at first. */
    boolean isAlive();

    /** Whether what it had is still held by itself, or in its place: then nothing of it may be removed. */
    boolean isHeld();

    /** The descriptors that it left; the caller closes what nobody takes. */
    Inheritance inheritance();

    /** What it knew; empty if there was none. */
    Optional<Legacy> legacy();

    /**
     * Tells it that all is prepared.
     *
     * @return what has changed since {@link #legacy}: from here on it reads no frames
     * @throws HandoverException if it does not want any more
     */
    Optional<Legacy> await() throws HandoverException;

    /**
     * Tells it that frames flow. On return it has let go of everything.
     *
     * @throws HandoverException if it does not want any more
     */
    void relieve() throws HandoverException;

    /** Tells it what the file has changed, or why it could not. */
    void conclude(List<String> changes, List<String> errors);

    /** Tells it that nothing comes of this process, unless it knows. */
    void disappoint(String why);

    /** There is none. */
    static Predecessor none() {
        return new None();
    }

    /** See {@link #none}. */
    record None() implements Predecessor {
        @Override
        public boolean isAlive() {
            return false;
        }

        @Override
        public boolean isHeld() {
            return false;
        }

        @Override
        public Inheritance inheritance() {
            return Inheritance.none();
        }

        @Override
        public Optional<Legacy> legacy() {
            return Optional.empty();
        }

        @Override
        public Optional<Legacy> await() {
            return Optional.empty();
        }

        @Override
        public void relieve() {}

        @Override
        public void conclude(List<String> changes, List<String> errors) {}

        @Override
        public void disappoint(String why) {}
    }
}
