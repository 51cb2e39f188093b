/**
 * What a frame's offload header asks for, and how the switch answers.
 *
 * <p><strong>Why it is there.</strong> A Linux sender does not fill in TCP and UDP checksums and does not cut its stream
 * into packets of one MTU when the device says that it can do both. A TAP device says so, and hands over frames of up
 * to 64 KiB with a virtio_net_hdr that tells what is still to be done. A switch that passes on the bytes and loses the
 * header delivers frames with wrong checksums that no MTU fits: ping works, TCP hangs.
 *
 * <p><strong>How it flows.</strong>
 *
 * <pre>
 *   TAP: header as received -----------+                            +--- SegmentSize ---> TAP: header as it is, Gro
 *   packet: as received, Splitter -----+-- OffloadHeader -- bridge --+--- SegmentSize ---> packet: header as it is
 *   VXLAN: PartialChecksum writes one -+                            +--- SegmentSize ---> VXLAN: Segmenter, Checksum
 * </pre>
 *
 * <ol>
 *   <li>A frame comes in with its header in the descriptor ({@link org.taplane.dataplane.frame.Burst}). A tunnel has
 *       none to give, but a kernel peer on the same machine sends partial checksums and uncut frames through it all the
 *       same; {@link org.taplane.dataplane.offload.PartialChecksum} recognises them by their bytes and writes the header
 *       that belongs to them.
 *   <li>By a packet port come frames that no port takes: longer than 64 KiB, or with the segments inside a tunnel of the
 *       station's own. The {@link org.taplane.dataplane.offload.Splitter} makes frames of them that every port takes.
 *   <li>{@link org.taplane.dataplane.offload.OffloadHeader} compares the header with the frame, once, at ingress. From
 *       there on everybody may rely on it: a checksum field lies inside the frame; a GSO frame holds one whole TCP or
 *       UDP datagram that reaches to its end, csum_start is its transport header, hdr_len is exact, NEEDS_CSUM is set.
 *   <li>The bridge moves csum_start and hdr_len along when it pushes or pops a tag, and touches nothing else.
 *   <li>{@link org.taplane.dataplane.offload.SegmentSize} asks whether the frame fits the egress port, a GSO frame by its
 *       segments, and chooses the segment size of those that came without one.
 *   <li>A port whose far end understands the header sends the frame as it is. A port whose far end does not, cuts GSO
 *       frames with the {@link org.taplane.dataplane.offload.Segmenter} and completes the others' checksum with
 *       {@link org.taplane.dataplane.offload.Checksum}.
 *   <li>For a TAP device the {@link org.taplane.dataplane.offload.Gro} does the opposite: segments that were cut
 *       elsewhere become GSO frames again, so that the station's kernel handles one frame in the place of many.
 * </ol>
 *
 * <p>The pseudo header's sum in the checksum field is what makes all this cheap: completing the checksum needs no
 * knowledge of IP, only the sum of the bytes from csum_start to the end.
 */
@NullMarked
package org.taplane.dataplane.offload;

import org.jspecify.annotations.NullMarked;
