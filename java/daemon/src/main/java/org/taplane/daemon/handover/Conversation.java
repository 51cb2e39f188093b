package org.taplane.daemon.handover;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.FdChannel;
import org.taplane.io.sys.SysException;

/**
 * What two processes say to each other while one takes over from the other:
 *
 * <pre>
 *   old                                    new
 *    | OFFER, several: descriptors           |   reads and plans meanwhile
 *    | OFFERED: what the old one knows       |
 *    |-------------------------------------->|   makes its ports of them, and reads none
 *    |                              PREPARED |
 *    |<--------------------------------------|
 *    | reads no more                         |
 *    | STOPPED: what has changed since       |
 *    |-------------------------------------->|   reads
 *    |                            FORWARDING |
 *    |<--------------------------------------|
 *    | closes its descriptors                |
 *    | RELEASED                              |   from here on there is no way back
 *    |-------------------------------------->|   has the admin socket, changes what the file says
 *    |                                  DONE |
 *    |<--------------------------------------|
 * </pre>
 *
 * <p>Until RELEASED either may say FAILED or die, and the old one goes on.
 */
public final class Conversation implements AutoCloseable {
    /** Each takes three bytes at most. */
    private static final int MOST_CHARACTERS = FdChannel.MAX_BYTES / 4;

    private final FdChannel channel;

    public Conversation(FdChannel channel) {
        this.channel = channel;
    }

    /** What a message is. */
    public enum Kind {
        OFFER,
        OFFERED,
        PREPARED,
        STOPPED,
        FORWARDING,
        RELEASED,
        DONE,
        FAILED;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One message.
     *
     * @param text depends on the kind
     * @param fds the receiver's
     */
    public record Said(Kind kind, String text, List<Fd> fds) {}

    /**
     * Says something; descriptors stay open here.
     *
     * @throws HandoverException if the other process is gone
     */
    public void say(Kind kind, String text, List<Integer> fds) throws HandoverException {
        try {
            channel.send((kind.word() + "\n" + text).getBytes(StandardCharsets.UTF_8), fds);
        } catch (SysException e) {
            throw gone(e);
        }
    }

    public void say(Kind kind) throws HandoverException {
        say(kind, "");
    }

    /** As {@link #say(Kind, String, List)}, without descriptors; what is too long for one message is cut. */
    public void say(Kind kind, String text) throws HandoverException {
        say(kind, text.substring(0, Math.min(text.length(), MOST_CHARACTERS)), List.of());
    }

    /**
     * Waits for the other process to say that.
     *
     * @throws HandoverException if it says something else, nothing in time, or is gone
     */
    public Said await(Kind kind, Duration patience) throws HandoverException {
        Said said = next(kind, patience);
        if (said.kind() == kind) {
            return said;
        }
        said.fds().forEach(Fd::close);
        throw new HandoverException(
                said.kind() == Kind.FAILED
                        ? said.text()
                        : "the other process says " + said.kind().word() + " and not " + kind.word());
    }

    /** Waits for whatever the other process says next; {@code expected} is what a message about its silence names. */
    public Said next(Kind expected, Duration patience) throws HandoverException {
        FdChannel.Message message = receive(patience)
                .orElseThrow(() -> new HandoverException(
                        "the other process does not come to say " + expected.word() + " in time"));
        String[] parts = new String(message.bytes(), StandardCharsets.UTF_8).split("\n", 2);
        try {
            return new Said(kind(parts[0]), parts.length == 2 ? parts[1] : "", message.fds());
        } catch (HandoverException unknown) {
            message.fds().forEach(Fd::close);
            throw unknown;
        }
    }

    private static Kind kind(String word) throws HandoverException {
        for (Kind kind : Kind.values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new HandoverException("the other process says something unknown");
    }

    private Optional<FdChannel.Message> receive(Duration patience) throws HandoverException {
        try {
            return channel.receive(patience);
        } catch (SysException e) {
            throw gone(e);
        }
    }

    private static HandoverException gone(SysException e) {
        return new HandoverException("the other process is gone", e);
    }

    @Override
    public void close() {
        channel.close();
    }
}
