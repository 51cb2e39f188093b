package org.taplane.daemon.process;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.daemon.handover.Conversation;
import org.taplane.daemon.handover.Conversation.Kind;
import org.taplane.daemon.handover.Conversation.Said;
import org.taplane.daemon.handover.HandoverException;
import org.taplane.daemon.handover.Inheritance;
import org.taplane.daemon.handover.Legacy;
import org.taplane.daemon.handover.Transfer;
import org.taplane.io.sys.FdChannel;
import org.taplane.io.sys.SysException;

/** A process that runs and has started this one to hand the switch over, see {@link Conversation}. */
final class LivePredecessor implements Predecessor {
    private static final Logger LOG = LoggerFactory.getLogger(LivePredecessor.class);

    /** The environment variable with the name of the socket on which it waits. */
    static final String SOCKET = "TAPLANE_HANDOVER";

    /** Longer than it waits itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Conversation conversation;
    private final Transfer.Offered offered;
    private boolean relieved;
    private long stopped;

    private LivePredecessor(Conversation conversation, Transfer.Offered offered) {
        this.conversation = conversation;
        this.offered = offered;
    }

    /** The process that waits on the socket. */
    static LivePredecessor on(String socket) throws HandoverException {
        Conversation conversation;
        try {
            conversation = new Conversation(FdChannel.connect(socket));
        } catch (SysException e) {
            throw new HandoverException("the process before is not to be reached: " + e.getMessage(), e);
        }
        try {
            return new LivePredecessor(conversation, Transfer.receive(conversation, PATIENCE));
        } catch (HandoverException e) {
            conversation.close();
            throw e;
        }
    }

    @Override
    public boolean isAlive() {
        return true;
    }

    @Override
    public boolean isHeld() {
        return !relieved;
    }

    @Override
    public Inheritance inheritance() {
        return offered.fds();
    }

    @Override
    public Optional<Legacy> legacy() {
        return Optional.of(offered.legacy());
    }

    @Override
    public Optional<Legacy> await() throws HandoverException {
        conversation.say(Kind.PREPARED);
        Said said = conversation.await(Kind.STOPPED, PATIENCE);
        stopped = Long.parseLong(said.text());
        return Optional.of(Transfer.learn(said));
    }

    /** The clock is the same in all processes of a machine: CLOCK_MONOTONIC. */
    @Override
    public void relieve() throws HandoverException {
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - stopped);
        conversation.say(Kind.FORWARDING, Long.toString(micros));
        conversation.await(Kind.RELEASED, PATIENCE);
        relieved = true;
        LOG.info("took over; frames waited {} ms", micros / 1000.0);
    }

    @Override
    public void conclude(List<String> changes, List<String> errors) {
        try {
            String text = String.join(
                    "\n",
                    Stream.concat(errors.stream().map(error -> Upgrade.ERROR + error), changes.stream())
                            .toList());
            conversation.say(Kind.DONE, text);
        } catch (HandoverException e) {
            LOG.debug("nobody wants to know any more", e);
        } finally {
            conversation.close();
        }
    }

    @Override
    public void disappoint(String why) {
        try {
            conversation.say(Kind.FAILED, why);
        } catch (HandoverException e) {
            LOG.debug("nobody wants to know any more", e);
        } finally {
            conversation.close();
        }
    }
}
