package org.taplane.daemon.capture;

import java.util.ArrayList;
import java.util.List;
import org.taplane.daemon.taps.TappedPort;
import org.taplane.dataplane.capture.CaptureRings;
import org.taplane.dataplane.port.Direction;
import org.taplane.wire.VirtioNetHdr;

/** What is said of a captured frame beside its bytes. */
final class Comments {
    private Comments() {}

    /** Of the frame that the rings stand at, seen at that port. */
    static List<String> of(CaptureRings frame, TappedPort port) {
        List<String> comments = new ArrayList<>();
        frame.dropReason().ifPresent(reason -> comments.add("dropped: " + reason.label()));
        if (frame.vid() != 0) {
            comments.add("vlan " + frame.vid());
        }
        String preposition = frame.direction() == Direction.RECEIVED ? "from" : "to";
        port.remotes().apply(frame.remote()).ifPresent(remote -> comments.add(preposition + " remote " + remote));
        if ((frame.flags() & VirtioNetHdr.NEEDS_CSUM) != 0) {
            comments.add("checksum to be completed");
        }
        if (frame.gsoType() != VirtioNetHdr.GSO_NONE) {
            comments.add("to be cut into segments of " + frame.gsoSize() + " bytes");
        }
        return comments;
    }
}
