package org.taplane.dataplane.port;

import java.util.Arrays;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;

/**
 * The way out for any forwarder: groups the frames of a burst by egress port, then gives each port its group at once. A
 * fault loses the frames that it is about and no others, and leaves nothing behind for the next burst.
 */
public final class Outlets {
    private static final int INITIAL = 64;

    private final PortTable ports;
    private final FaultSink faults;
    private final FrameList list = new FrameList();

    /** Slots that frames were added for, in order of the first. */
    private int[] touched = new int[INITIAL];

    private int size;

    /** What a forwarder has to do to a group before it leaves. */
    @FunctionalInterface
    public interface Preparation<P> {
        /**
         * Brings frames into the form in which they leave by the port in {@code slot}.
         *
         * @param plan what {@link Outlets#send} was given
         * @param counters where the frames that are not to leave have been counted as dropped
         * @param leaving empty; those that are to leave have been added, in order
         */
        void prepare(Burst burst, long frames, P plan, int slot, PortCounters counters, FrameList leaving);
    }

    /** @param faults told when a port fails, with its slot; the other ports go on */
    public Outlets(PortTable ports, FaultSink faults) {
        this.ports = ports;
        this.faults = faults;
    }

    /**
     * Notes that frames are to leave by the port in {@code slot}.
     *
     * @throws RuntimeException if there is none; whoever adds calls {@link #lose} then
     */
    public void add(long frames, int slot) {
        Outlet outlet = ports.outlet(slot);
        if (outlet.frames == 0) {
            touch(slot);
        }
        outlet.frames |= frames;
    }

    private void touch(int slot) {
        if (size == touched.length) {
            touched = Arrays.copyOf(touched, 2 * size);
        }
        touched[size++] = slot;
    }

    /** Takes frames back from every port, because of a fault in finding out where they go, and counts each once. */
    public void lose(Burst burst, long frames, Throwable fault) {
        for (int i = 0; i < size; i++) {
            ports.outlet(touched[i]).frames &= ~frames;
        }
        ports.counters(burst.ingress()).dropReceived(DropReason.INTERNAL, burst, frames);
        faults.report(burst.ingress(), fault);
    }

    /** Sends what was added. */
    public <P> void send(Burst burst, P plan, Preparation<P> preparation) {
        int next = 0;
        try {
            while (next < size) {
                transmit(burst, touched[next++], plan, preparation);
            }
        } finally {
            forget(next);
        }
    }

    private void forget(int from) {
        for (int i = from; i < size; i++) {
            ports.outlet(touched[i]).frames = 0;
        }
        size = 0;
    }

    private <P> void transmit(Burst burst, int slot, P plan, Preparation<P> preparation) {
        Outlet outlet = ports.outlet(slot);
        long frames = outlet.take();
        long accounted = outlet.accounted();
        try {
            list.clear();
            preparation.prepare(burst, frames, plan, slot, outlet.counters, list);
            if (!list.isEmpty()) {
                outlet.port.transmit(burst, list);
            }
        } catch (RuntimeException | Error fault) {
            countLost(outlet, Long.bitCount(frames), accounted);
            faults.report(slot, fault);
        }
    }

    /** A port may have sent or counted some of its frames before it failed. */
    private static void countLost(Outlet outlet, int frames, long accounted) {
        long lost = frames - (outlet.accounted() - accounted);
        outlet.counters.dropSent(DropReason.INTERNAL, (int) Math.max(0, lost));
    }
}
