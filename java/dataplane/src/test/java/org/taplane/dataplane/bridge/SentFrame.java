package org.taplane.dataplane.bridge;

import java.util.HexFormat;
import org.taplane.dataplane.frame.Burst;

/** A frame as a port was given it: its bytes in hexadecimal and what travels with them. */
record SentFrame(String hex, int flags, int gsoType, int headerLength, int gsoSize, int csumStart, int remote) {
    static SentFrame of(Burst burst, int frame) {
        return new SentFrame(
                HexFormat.of().formatHex(burst.slab().bytes(burst.start(frame), burst.length(frame))),
                burst.flags(frame),
                burst.gsoType(frame),
                burst.headerLength(frame),
                burst.gsoSize(frame),
                burst.csumStart(frame),
                burst.remote(frame));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }
}
