package org.taplane.control.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.taplane.control.event.EventLog;

/** The state of a running switch as users see it. Called on the admin socket's thread, never on a forwarding one. */
public interface SwitchState {
    /** In the order of the configuration. */
    List<PortState> ports();

    /**
     * The forwarding tables of all bridges, in any order. The walk is slow (entries are fetched as a client takes them)
     * and several may be under way, so the best answer is a live view whose iterator looks at the table as it goes and
     * never throws {@code ConcurrentModificationException}; a list costs a copy of the table for every client.
     */
    Iterable<FdbEntry> fdb();

    List<BridgeState> bridges();

    List<VxlanState> vxlan();

    /** The ports that do LLDP. */
    List<LldpState> lldp();

    /** What is measured of the switch, and whether it is well. */
    Monitoring monitoring();

    /** What happens to the switch. */
    EventLog events();

    /**
     * Begins to capture, on another thread, for it may take a while.
     *
     * @return pcapng, until the feed is closed; or a {@link CaptureException}
     * @throws CaptureException if it is clear at once that nothing comes of it
     */
    CompletableFuture<Feed> capture(CaptureRequest request) throws CaptureException;

    /**
     * Forgets learned stations; static ones stay.
     *
     * @return how many
     * @throws UnknownNameException if there is no such bridge or port
     */
    int flush(FlushScope scope) throws UnknownNameException;

    /**
     * What would become of a frame now; nothing changes by it.
     *
     * @throws UnknownNameException if there is no such bridge or port
     * @throws TraceException if no such frame can come in by the port
     */
    TraceResult trace(TraceRequest request) throws UnknownNameException, TraceException;
}
