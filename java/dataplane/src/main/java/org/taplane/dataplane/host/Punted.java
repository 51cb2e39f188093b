package org.taplane.dataplane.host;

/**
 * A frame that the switch has taken for itself.
 *
 * @param port slot of the port that it came in by
 * @param vid its VLAN, 0 if it was taken before it was classified
 * @param frame a copy, from the destination address on, without FCS; the reader's own
 */
@SuppressWarnings("ArrayRecordComponent") // read once and gone: it is neither compared nor kept
public record Punted(PuntReason why, int port, int vid, byte[] frame) {}
