package org.taplane.dataplane.tunnel;

import java.util.Arrays;
import org.taplane.dataplane.port.PortCounters;

/**
 * Counts what became of the frames in a batch of messages. Most messages are whole frames. A frame that was cut may take
 * several, which even may be in several batches: its copy for a receiver is sent if all of them are, and otherwise dropped
 * once, for the reason of the first that was refused. The messages of a frame have none of another between them.
 */
final class Deliveries {
    private static final int NONE = 0;

    private final DatagramSender sender;
    private final PortCounters counters;
    private final RemoteCounters byRemote;
    /** Of each message of the batch, which of the frame's receivers it is for. */
    private final int[] receivers = new int[DatagramBatch.MESSAGES];
    /** Of each message, where it goes. */
    private final int[] remotes = new int[DatagramBatch.MESSAGES];
    /** For each receiver of the frame that has not ended yet, the errno that spoiled it. */
    private final int[] spoiled;

    private boolean anySpoiled;

    /** @param receivers most receivers of a frame */
    Deliveries(DatagramSender sender, PortCounters counters, RemoteCounters byRemote, int receivers) {
        this.sender = sender;
        this.counters = counters;
        this.byRemote = byRemote;
        spoiled = new int[receivers];
    }

    /** Notes for which of its frames' receivers, counted from 0, a message is, and that one's place among the remotes. */
    void expect(int message, int receiver, int remote) {
        receivers[message] = receiver;
        remotes[message] = remote;
    }

    /** Counts the frames that end in the batch, which the sender has had. */
    void settle(DatagramBatch batch, boolean anyRefused) {
        boolean allSent = !anyRefused && !anySpoiled;
        for (int message = 0; message < batch.messages(); message++) {
            if (allSent) {
                countSent(batch, message);
            } else {
                settle(batch, message, anyRefused ? batch.error(message) : NONE);
            }
        }
    }

    private void settle(DatagramBatch batch, int message, int errno) {
        int receiver = receivers[message];
        int first = spoiled[receiver] == NONE ? errno : spoiled[receiver];
        int ended = batch.frames(message);
        if (ended == 0) {
            spoiled[receiver] = first;
            anySpoiled |= first != NONE;
        } else if (first == NONE) {
            countSent(batch, message);
        } else {
            counters.dropSent(sender.reason(first), ended);
            spoiled[receiver] = NONE;
        }
    }

    private void countSent(DatagramBatch batch, int message) {
        counters.sent(batch.frames(message), batch.bytes(message));
        byRemote.sent(remotes[message], batch.frames(message), batch.bytes(message));
    }

    /** Forgets frames that have not ended: they never will. */
    void abandon() {
        if (anySpoiled) {
            Arrays.fill(spoiled, NONE);
            anySpoiled = false;
        }
    }
}
