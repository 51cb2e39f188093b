package org.taplane.dataplane.tunnel;

import org.jspecify.annotations.Nullable;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.frame.Tag;
import org.taplane.dataplane.offload.SegmentSize;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.Replies;
import org.taplane.wire.Dot1Q;
import org.taplane.wire.Ethernet;

/**
 * What happens in one shard to frames that are longer than their way allows: they are found out, by the limits that are
 * known or by the kernel's refusal, and their senders are told (RFC 4459 section 3.2).
 *
 * <p>The kernel learns of a narrow place from a router's ICMP message, and from then on refuses what is too long. The
 * first refusal makes the limit known here, so that the next such frame is not tried.
 */
public final class LongFrames {
    /** A refusal that no limit explains asks the kernel again, but not each time. */
    private static final int QUESTIONS_A_SECOND = 100;

    private static final int ANSWERS_A_SECOND = 100;

    private final Tunnel tunnel;
    private final DatagramSender sender;
    private final RateLimit questions = RateLimit.perSecond(QUESTIONS_A_SECOND);
    private final RateLimit answers = RateLimit.perSecond(ANSWERS_A_SECOND);
    private @Nullable TooBigMessage message;
    private boolean refused;
    private long told;

    public LongFrames(Tunnel tunnel, DatagramSender sender) {
        this.tunnel = tunnel;
        this.sender = sender;
    }

    /** From now on senders are told. */
    public void answerBy(Replies replies) {
        message = new TooBigMessage(replies);
    }

    /** Whether the frame, or each of its segments, fits its way. Segments that may have any size get the right one. */
    boolean fit(Burst burst, int frame) {
        int limit = limit(burst, frame, tunnel.paths().mtu(burst.remote(frame)));
        if (!SegmentSize.fits(burst, frame, limit)) {
            return false;
        }
        SegmentSize.fit(burst, frame, limit);
        return true;
    }

    /** Tells the sender of a frame that does not fit. */
    void tell(Burst burst, int frame) {
        told |= 1L << frame;
        answer(burst, frame, limit(burst, frame, tunnel.paths().mtu(burst.remote(frame))));
    }

    /** Notes that the kernel refused a message, and asks it for the limit if the known one does not explain that. */
    void refused(DatagramBatch batch, int number) {
        if (sender.reason(batch.error(number)) == DropReason.QUEUE_FULL) {
            return;
        }
        refused = true;
        long high = batch.destinationHigh(number);
        long low = batch.destinationLow(number);
        int remote = tunnel.remotes().find(high, low);
        if (frameLength(batch, number) <= tunnel.paths().mtu(remote) && questions.allows()) {
            tunnel.paths().learn(remote, sender.pathMtu(high, low));
        }
    }

    /**
     * After all frames were given to the kernel: tells the senders of those that turned out not to fit. Flooded frames are
     * given to it for the narrow ways too; where a router loses them, and not the kernel, nothing is refused.
     */
    void settle(Burst burst, FrameList frames) {
        if (refused || tunnel.paths().areLimited()) {
            int narrowest = tunnel.paths().smallest(tunnel.remotes().configured());
            for (int i = 0; i < frames.size(); i++) {
                settle(burst, frames.get(i), narrowest);
            }
        }
        refused = false;
        told = 0;
    }

    /** Nobody knows behind which remote the receiver of a flooded frame is: the narrowest way counts. */
    private void settle(Burst burst, int frame, int narrowest) {
        int remote = burst.remote(frame);
        int limit = limit(
                burst,
                frame,
                remote == RemoteTable.NONE ? narrowest : tunnel.paths().mtu(remote));
        if ((told >>> frame & 1) == 0 && !SegmentSize.fits(burst, frame, limit)) {
            answer(burst, frame, limit);
        }
    }

    /** A path carries the tag that stays in the frame; the tunnel's MTU does not count it. */
    private int limit(Burst burst, int frame, int path) {
        return Math.min(tunnel.mtu(), burst.tag(frame) == Tag.IN_FRAME ? path - Dot1Q.TAG : path);
    }

    private void answer(Burst burst, int frame, int mtu) {
        if (message != null
                && message.concerns(burst, frame, mtu)
                && answers.allows()
                && message.send(burst, frame, mtu)) {
            tunnel.countTold();
        }
    }

    private static int frameLength(DatagramBatch batch, int number) {
        int datagram = batch.segment(number) == 0 ? batch.length(number) : batch.segment(number);
        return datagram - TunnelHeader.BYTES - Ethernet.HEADER;
    }
}
