package org.taplane.daemon.handover;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taplane.daemon.handover.Conversation.Kind;
import org.taplane.daemon.handover.Conversation.Said;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.SealedMemory;
import org.taplane.io.sys.SysException;

/** How descriptors and knowledge go through a {@link Conversation}. */
public final class Transfer {
    /** Descriptors in one message; their names fit into it. */
    private static final int TOGETHER = 64;

    private Transfer() {}

    /** What was offered. */
    public record Offered(Inheritance fds, Legacy legacy) {}

    /** Offers all that a process has. */
    public static void offer(Conversation to, Estate estate, Legacy legacy) throws HandoverException {
        List<String> names = new ArrayList<>();
        List<Integer> fds = new ArrayList<>();
        for (Map.Entry<String, Integer> each : estate.fds().entrySet()) {
            names.add(each.getKey());
            fds.add(each.getValue());
            if (fds.size() == TOGETHER) {
                offer(to, names, fds);
            }
        }
        offer(to, names, fds);
        tell(to, Kind.OFFERED, legacy, "");
    }

    private static void offer(Conversation to, List<String> names, List<Integer> fds) throws HandoverException {
        to.say(Kind.OFFER, String.join("\n", names), fds);
        names.clear();
        fds.clear();
    }

    /** Waits for an offer. */
    public static Offered receive(Conversation from, Duration patience) throws HandoverException {
        Map<String, Fd> fds = new HashMap<>();
        try {
            while (true) {
                Said said = from.next(Kind.OFFERED, patience);
                if (said.kind() == Kind.OFFERED) {
                    return new Offered(new Inheritance(fds), learn(said));
                }
                note(said, fds);
            }
        } catch (HandoverException e) {
            fds.values().forEach(Fd::close);
            throw e;
        }
    }

    private static void note(Said said, Map<String, Fd> fds) throws HandoverException {
        String[] names = said.text().split("\n", -1);
        for (int i = 0; i < said.fds().size(); i++) {
            Fd fd = said.fds().get(i);
            Optional.ofNullable(fds.put(i < names.length ? names[i] : "", fd)).ifPresent(Fd::close);
        }
        if (said.kind() != Kind.OFFER) {
            throw new HandoverException("the other process offers nothing");
        }
    }

    /** Tells what a process knows, with a message of that kind. */
    public static void tell(Conversation to, Kind kind, Legacy legacy, String text) throws HandoverException {
        try (Fd memory = SealedMemory.write("taplane-state", LegacyFormat.write(legacy))) {
            to.say(kind, text, List.of(memory.value()));
        } catch (SysException e) {
            throw new HandoverException("what is known cannot be handed over: " + e.getMessage(), e);
        }
    }

    /** What the other process told with that message. */
    public static Legacy learn(Said said) throws HandoverException {
        try {
            if (said.fds().size() != 1) {
                throw new HandoverException("the other process tells nothing");
            }
            return LegacyFormat.read(SealedMemory.read(said.fds().getFirst()));
        } catch (IOException | SysException e) {
            throw new HandoverException("what the other process knows cannot be read: " + e.getMessage(), e);
        } finally {
            said.fds().forEach(Fd::close);
        }
    }
}
