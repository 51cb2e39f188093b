package org.taplane.control.api;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A frame of which somebody asks what would become of it.
 *
 * @param bridge of the port, if it was said
 * @param port by which it comes in
 * @param vni in which it comes in, where the port is a tunnel that maps VNIs to VLANs
 * @param frame from the destination address on, without FCS; neither empty nor longer than the switch carries
 */
@SuppressWarnings("ArrayRecordComponent") // read once and gone: it is neither compared nor kept
public record TraceRequest(Optional<String> bridge, String port, OptionalInt vni, byte[] frame) {}
