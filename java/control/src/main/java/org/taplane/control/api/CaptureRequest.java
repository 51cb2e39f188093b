package org.taplane.control.api;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a capture is to show.
 *
 * @param ports by name; none of them and no bridge: all
 * @param bridge all of its ports, those that come later too
 * @param drops in place of what passes, frames that are dropped, for one of these reasons; none: for any
 * @param filter expression of pcap-filter(7); empty: no filter
 * @param snapLength bytes of each frame, 1 to {@link #MAX_SNAP_LENGTH}
 */
public record CaptureRequest(
        Set<String> ports, Optional<String> bridge, Optional<Set<String>> drops, String filter, int snapLength) {
    /** What is kept of a frame unless less is asked for; libpcap reads no more. */
    public static final int MAX_SNAP_LENGTH = 262_144;

    private static final String PORT = "port";
    private static final String BRIDGE = "bridge";
    private static final String DROPS = "drops";
    private static final String FILTER = "filter";
    private static final String SNAP_LENGTH = "snaplen";

    public CaptureRequest {
        ports = Set.copyOf(ports);
        drops = drops.map(Set::copyOf);
    }

    /** @throws CaptureException if the query asks for what there is not */
    static CaptureRequest of(QueryStringDecoder target) throws CaptureException {
        for (String name : target.parameters().keySet()) {
            if (!Set.of(PORT, BRIDGE, DROPS, FILTER, SNAP_LENGTH).contains(name)) {
                throw new CaptureException(
                        "there is no parameter \"" + name + "\"; expected port, bridge, drops, filter or snaplen");
            }
        }
        return new CaptureRequest(
                Set.copyOf(target.parameters().getOrDefault(PORT, List.of())),
                Router.parameter(target, BRIDGE),
                Router.parameter(target, DROPS).map(CaptureRequest::reasons),
                Router.parameter(target, FILTER).orElse(""),
                snapLength(Router.parameter(target, SNAP_LENGTH)));
    }

    /** Those of a list with commas. */
    public static Set<String> reasons(String list) {
        return list.isEmpty() ? Set.of() : Set.of(new TreeSet<>(List.of(list.split(",", -1))).toArray(String[]::new));
    }

    private static int snapLength(Optional<String> text) throws CaptureException {
        if (text.isEmpty()) {
            return MAX_SNAP_LENGTH;
        }
        int length = text.get().matches("[0-9]{1,6}") ? Integer.parseInt(text.get()) : 0;
        if (length < 1 || length > MAX_SNAP_LENGTH) {
            throw new CaptureException(
                    "\"" + text.get() + "\" is no snap length; expected a number from 1 to " + MAX_SNAP_LENGTH);
        }
        return length;
    }

    /** Where it is asked for, below {@code /v1/}. */
    public String target() {
        StringBuilder query = new StringBuilder("capture?" + SNAP_LENGTH + '=' + snapLength);
        ports.stream().sorted().forEach(port -> append(query, PORT, port));
        bridge.ifPresent(name -> append(query, BRIDGE, name));
        drops.ifPresent(reasons -> append(query, DROPS, String.join(",", new TreeSet<>(reasons))));
        if (!filter.isEmpty()) {
            append(query, FILTER, filter);
        }
        return query.toString();
    }

    private static void append(StringBuilder query, String name, String value) {
        query.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
}
