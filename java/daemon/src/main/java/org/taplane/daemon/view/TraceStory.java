package org.taplane.daemon.view;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taplane.control.api.TraceResult;
import org.taplane.control.api.TraceResult.Step;
import org.taplane.control.api.TraceResult.Verdict;
import org.taplane.control.config.VlanConfig;
import org.taplane.daemon.bridges.RunningBridge;
import org.taplane.daemon.bridges.RunningPort;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.bridge.Learning;
import org.taplane.dataplane.bridge.Location;
import org.taplane.dataplane.bridge.Trace;
import org.taplane.dataplane.bridge.Trace.Admission;
import org.taplane.dataplane.bridge.Trace.Departure;
import org.taplane.dataplane.bridge.Trace.Drop;
import org.taplane.dataplane.bridge.Trace.Sighting;
import org.taplane.wire.Dot1Q;
import org.taplane.wire.Ethernet;
import org.taplane.wire.MacAddress;

/** Tells a trace in the words and by the names that users know. */
final class TraceStory {
    private static final int MILLIS = 1000;

    private final RunningBridge bridge;
    private final RunningPort port;
    private final Trace trace;
    private final TracedFrame frame;
    private final List<Step> steps = new ArrayList<>();

    /** @param port by which the frame comes in */
    TraceStory(RunningBridge bridge, RunningPort port, Trace trace, byte[] frame) {
        this.bridge = bridge;
        this.port = port;
        this.trace = trace;
        this.frame = new TracedFrame(frame);
    }

    TraceResult result() {
        tell();
        List<TraceResult.Sent> sent = trace.departures().stream()
                .map(left -> new TraceResult.Sent(
                        name(left.slot()), remote(left), HexFormat.of().formatHex(left.frame())))
                .toList();
        Optional<String> taken = trace.taken().map(why -> why.name().toLowerCase(Locale.ROOT));
        return new TraceResult(
                bridge.name(),
                port.name(),
                Verdict.of(sent, taken),
                steps,
                sent,
                trace.drops().stream()
                        .map(drop -> new TraceResult.Drop(
                                name(drop.slot()), drop.reason().label()))
                        .toList(),
                taken);
    }

    private void tell() {
        step("received", "by " + port.name() + " of bridge " + bridge.name() + ": " + frame.summary());
        trace.taken().ifPresent(why -> step("taken", "by the switch itself: " + why + " is its own business here"));
        trace.admission().ifPresent(admission -> step("admitted", admitted(admission)));
        trace.learning().ifPresent(learning -> step("source", learned(learning)));
        if (trace.learning().isPresent()) {
            step("destination", destination());
        }
        trace.departures().forEach(this::tell);
        DropWords words = new DropWords(bridge, port, trace, frame);
        trace.drops().forEach(drop -> step("dropped", place(drop) + words.because(drop)));
    }

    private void step(String what, String why) {
        steps.add(new Step(what, why));
    }

    private String admitted(Admission admission) {
        int vid = admission.vid();
        String vlan = "to VLAN " + vid + ": ";
        return vlan
                + switch (admission.by()) {
                    case UNTAGGED -> "it has no tag, and " + ownVlan(vid);
                    case PRIORITY_TAG ->
                        "its tag has a priority, " + Dot1Q.pcp(admission.tci()) + ", and no VLAN; " + ownVlan(vid);
                    case TAG -> "its tag says so, and " + port.name() + " carries that VLAN";
                    case TUNNEL -> "the VNI that it comes in by stands for that";
                };
    }

    private String ownVlan(int vid) {
        return port.config().vlan() instanceof VlanConfig.Access
                ? port.name() + " is an access port of VLAN " + vid
                : vid + " is the native VLAN of " + port.name();
    }

    private String learned(Learning learning) {
        String source = MacAddress.format(frame.source());
        String news = switch (learning.outcome()) {
            case OFF -> " would not be learned: " + port.name() + whyNotLearning();
            case KNOWN -> " is known " + place(learning.before()) + ", heard " + ago(learning.age());
            case STATIC -> " has a static entry " + place(learning.before()) + ", which stays";
            case NEW -> " would be learned on " + port.name();
            case MOVED ->
                " would be moved to " + port.name() + ": it is known " + place(learning.before()) + ", heard "
                        + ago(learning.age());
            case NO_ROOM -> " would not be learned: static entries leave no room for it";
        };
        return source + news + evicted(learning.evicted());
    }

    private String whyNotLearning() {
        return port.config().learning() ? " is down" : " has learning switched off";
    }

    private static String evicted(long station) {
        return station == 0
                ? ""
                : "; for want of room " + MacAddress.format(Fdb.mac(station)) + " of VLAN " + Fdb.vid(station)
                        + " would be forgotten";
    }

    private String destination() {
        String station = MacAddress.format(frame.destination());
        if (trace.destination().isPresent()) {
            Sighting seen = trace.destination().get();
            String how = seen.isStatic() ? " by a static entry" : ", heard " + ago(seen.age());
            return station + " is known " + place(seen.location()) + how;
        }
        String why;
        if (frame.destination() == Ethernet.BROADCAST) {
            why = " is everybody";
        } else if (Ethernet.isGroup(frame.destination())) {
            why = " is a group";
        } else {
            why = " is not known in VLAN " + trace.vid();
        }
        return station + why + ": " + flood();
    }

    private String flood() {
        String names = Stream.concat(
                        trace.departures().stream().map(Departure::slot),
                        trace.drops().stream().map(Drop::slot).filter(slot -> slot != port.slot()))
                .distinct()
                .sorted()
                .map(this::name)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "to be flooded" : "flooded to " + names;
    }

    private void tell(Departure left) {
        TracedFrame sent = new TracedFrame(left.frame());
        String name = name(left.slot());
        tagChange(sent).ifPresent(change -> step("tag", change + " for " + name + ": " + form(sent)));
        step("sent", "by " + name + ": " + left.frame().length + " bytes" + to(left));
    }

    private Optional<String> tagChange(TracedFrame sent) {
        int grown = sent.length() - frame.length();
        if (grown != 0) {
            return Optional.of(grown > 0 ? "pushed" : "popped");
        }
        return sent.isTagged() && sent.tci() != frame.tci() ? Optional.of("rewritten") : Optional.empty();
    }

    private String form(TracedFrame sent) {
        boolean isTagged = sent.length() >= frame.length();
        return "VLAN " + trace.vid() + " leaves there "
                + (isTagged ? "tagged, priority " + Dot1Q.pcp(sent.tci()) : "untagged");
    }

    private String to(Departure left) {
        Optional<String> remote = remote(left);
        if (remote.isPresent()) {
            return ", to the tunnel endpoint " + remote.get();
        }
        return bridge.port(left.slot())
                .filter(by -> by.driver().tunnel(bridge.name()).isPresent())
                .map(by -> ", to every endpoint of the tunnel")
                .orElse("");
    }

    private Optional<String> remote(Departure left) {
        return remote(left.slot(), left.remote());
    }

    private Optional<String> remote(int slot, int index) {
        return bridge.port(slot).flatMap(by -> by.driver().remoteName(index));
    }

    private String place(Drop drop) {
        String reason = drop.reason().label();
        String by = drop.feature()
                .filter(feature -> !feature.equals(reason))
                .map(feature -> " by " + feature)
                .orElse("");
        return reason + by + (drop.slot() == port.slot() ? "" : " at " + name(drop.slot())) + ": ";
    }

    private String place(int location) {
        int slot = Location.port(location);
        return "on " + name(slot)
                + remote(slot, Location.remote(location))
                        .map(remote -> ", behind the tunnel endpoint " + remote)
                        .orElse("");
    }

    private static String ago(int millis) {
        return millis / MILLIS + " s ago";
    }

    private String name(int slot) {
        return trace.plan().port(slot).name();
    }
}
