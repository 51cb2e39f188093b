package org.taplane.dataplane.vxlan;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.DropReason;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.tunnel.DatagramSender;
import org.taplane.dataplane.tunnel.FaultySender;
import org.taplane.dataplane.tunnel.RecordingSender;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.dataplane.tunnel.TunnelSettings;
import org.taplane.dataplane.tunnel.UnderlayAddress;
import org.taplane.dataplane.tunnel.VniMap;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.wire.VirtioNetHdr;

/** A tunnel of one shard between a recording sender and a recording forwarder. */
final class Vtep {
    static final VtepAddress LOCAL = address("10.0.0.1");
    static final VtepAddress PEER = address("10.0.0.2");
    static final int NUMBER = 7;
    static final int MTU = 1450;

    /** A frame as it was forwarded. */
    record Received(int port, String hex, int vid, int vni, int remote, int flags, int gsoType) {}

    private final Burst burst = Burst.allocate(1 << 20);
    private final List<Received> received = new ArrayList<>();
    final RecordingSender sender;
    final Tunnel tunnel;
    final VxlanPort port;
    private final VxlanIngress ingress;
    private int count;
    private int end = Burst.dataOffset();

    Vtep(TunnelSettings settings, RecordingSender sender) {
        this(settings, sender, sender);
    }

    /** A tunnel by a sender that keeps nothing. */
    Vtep(TunnelSettings settings, FaultySender sender) {
        this(settings, sender, new RecordingSender(true, 16));
    }

    private Vtep(TunnelSettings settings, DatagramSender used, RecordingSender sender) {
        this.sender = sender;
        tunnel = new Tunnel(settings);
        port = new VxlanPort(tunnel, used, true);
        ingress = new VxlanIngress(List.of(new VxlanIngress.Member(port, NUMBER, this::keep)));
    }

    static Vtep of(TunnelSettings settings) {
        return new Vtep(settings, new RecordingSender(true, 16));
    }

    static VtepAddress address(String text) {
        return VtepAddress.of(InetAddress.ofLiteral(text));
    }

    /** VNI 42 to one peer. */
    static TunnelSettings settings() {
        return settings(VniMap.single(42), List.of(PEER));
    }

    static TunnelSettings settings(VniMap vnis, List<VtepAddress> remotes) {
        return new TunnelSettings(LOCAL, vnis, remotes, Optional.empty(), false, false, OptionalInt.of(0), MTU);
    }

    static TunnelSettings acceptingAnyRemote() {
        return new TunnelSettings(
                LOCAL, VniMap.single(42), List.of(PEER), Optional.empty(), true, false, OptionalInt.of(0), MTU);
    }

    static TunnelSettings toGroup(VtepAddress group) {
        return new TunnelSettings(
                LOCAL, VniMap.single(42), List.of(), Optional.of(group), false, false, OptionalInt.of(0), MTU);
    }

    static TunnelSettings strict() {
        return new TunnelSettings(
                LOCAL, VniMap.single(42), List.of(PEER), Optional.empty(), false, true, OptionalInt.of(0), MTU);
    }

    static TunnelSettings withDscp(int dscp) {
        return new TunnelSettings(
                LOCAL, VniMap.single(42), List.of(PEER), Optional.empty(), false, false, OptionalInt.of(dscp), MTU);
    }

    static TunnelSettings inheritingTos() {
        return new TunnelSettings(
                LOCAL, VniMap.single(42), List.of(PEER), Optional.empty(), false, false, OptionalInt.empty(), MTU);
    }

    /** Adds bytes to the burst in the making and returns the descriptor's number. */
    int add(byte[] bytes) {
        int start = end + Burst.HEADROOM;
        burst.set(count, start, bytes.length);
        burst.slab().putBytes(start, bytes, 0, bytes.length);
        end = start + bytes.length;
        return count++;
    }

    /** Adds a datagram from {@code source}. */
    int addFrom(VtepAddress source, byte[] datagram) {
        int frame = add(datagram);
        burst.slab().putU64(frame * Burst.DESCRIPTOR + 48, source.high());
        burst.slab().putU64(frame * Burst.DESCRIPTOR + 56, source.low());
        return frame;
    }

    void outerTos(int frame, int tos) {
        burst.slab().putU8(frame * Burst.DESCRIPTOR + 23, tos);
    }

    Burst burst() {
        return burst;
    }

    /** Transmits what was added. */
    List<RecordingSender.Datagram> transmit() {
        send();
        return sender.sent();
    }

    void send() {
        FrameList all = new FrameList();
        for (int frame = 0; frame < count; frame++) {
            all.add(frame);
        }
        port.transmit(burst, all);
        clear();
    }

    List<RecordingSender.Datagram> transmit(byte[] frame) {
        add(frame);
        return transmit();
    }

    /** Takes what was added as datagrams. */
    List<Received> receive() {
        receiveWith(ingress);
        return received;
    }

    void receiveWith(VxlanIngress shared) {
        shared.receive(burst, Burst.first(count));
        clear();
    }

    /** Frames that came through so far. */
    int forwarded() {
        return received.size();
    }

    /** Takes what was added as frames of an Ethernet underlay. */
    List<Received> receiveUnderlay(UnderlayAddress own) {
        new UnderlayIngress(own, ingress, 0).receive(burst, count);
        clear();
        return received;
    }

    List<Received> receive(String header, byte[] frame) {
        addFrom(PEER, datagram(header, frame));
        return receive();
    }

    static byte[] datagram(String header, byte[] frame) {
        byte[] start = HexFormat.of().parseHex(header);
        byte[] datagram = Arrays.copyOf(start, start.length + frame.length);
        System.arraycopy(frame, 0, datagram, start.length, frame.length);
        return datagram;
    }

    PortCounters counters() {
        return port.counters();
    }

    long drops(DropReason reason) {
        return port.counters().drops(reason);
    }

    void keep(Burst forwarded) {
        for (long left = forwarded.frames(); left != 0; left &= left - 1) {
            int frame = Long.numberOfTrailingZeros(left);
            received.add(new Received(
                    forwarded.ingress(),
                    HexFormat.of().formatHex(forwarded.slab().bytes(forwarded.start(frame), forwarded.length(frame))),
                    forwarded.vid(frame),
                    forwarded.vni(frame),
                    forwarded.remote(frame),
                    forwarded.flags(frame),
                    forwarded.gsoType(frame)));
        }
    }

    private void clear() {
        count = 0;
        end = Burst.dataOffset();
    }

    /** Adds a TCP frame that is to be cut into segments of {@code size} payload bytes. */
    int addGso(int payload, int size) {
        int frame = add(Inner.tcp(1234, 0, payload));
        burst.flags(frame, VirtioNetHdr.NEEDS_CSUM);
        burst.gsoType(frame, VirtioNetHdr.GSO_TCPV4);
        burst.gsoSize(frame, size);
        burst.headerLength(frame, Inner.HEADERS);
        burst.csumStart(frame, Inner.TRANSPORT);
        burst.csumOffset(frame, Inner.TCP_CHECKSUM);
        return frame;
    }
}
