package org.taplane.dataplane.vxlan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.taplane.dataplane.frame.Burst;
import org.taplane.dataplane.frame.FrameList;
import org.taplane.dataplane.port.Port;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.dataplane.tunnel.RecordingSender;
import org.taplane.dataplane.tunnel.RemoteTable;
import org.taplane.dataplane.tunnel.Tunnel;
import org.taplane.dataplane.tunnel.VniMap;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.wire.VirtioNetHdr;

/** A flooded frame is one frame for all ports: each gets the same bytes, whichever had their turn before. */
class FloodOrderProperties {
    private static final int HOST_COPIES = 2;

    private record Outlet(String name, Port port, List<String> got) {}

    /** Writes an offload header before the frame, as TAP and packet queues do. */
    private record Device(List<String> got, PortCounters counters) implements Port {
        @Override
        public void transmit(Burst burst, FrameList frames) {
            for (int i = 0; i < frames.size(); i++) {
                int frame = frames.get(i);
                burst.slab().zero(burst.start(frame) - VirtioNetHdr.HEADER, VirtioNetHdr.HEADER);
                got.add(HexFormat.of().formatHex(burst.slab().bytes(burst.start(frame), burst.length(frame)))
                        + " offload %016x %d %d"
                                .formatted(burst.segmentation(frame), burst.csumStart(frame), burst.csumOffset(frame)));
            }
        }
    }

    private static Outlet device(String name) {
        List<String> got = new ArrayList<>();
        return new Outlet(name, new Device(got, new PortCounters()), got);
    }

    private static Outlet tunnel(String name, RecordingSender sender, int remotes) {
        List<VtepAddress> addresses = new ArrayList<>();
        for (int remote = 2; remote < 2 + remotes; remote++) {
            addresses.add(Vtep.address("10.0.0." + remote));
        }
        VxlanPort port = new VxlanPort(new Tunnel(Vtep.settings(VniMap.single(42), addresses)), sender, false);
        List<String> got = new ArrayList<>();
        return new Outlet(
                name,
                new Port() {
                    @Override
                    public void transmit(Burst burst, FrameList frames) {
                        port.transmit(burst, frames);
                        sender.sent().forEach(datagram -> got.add(datagram.toString()));
                        sender.sent().clear();
                    }

                    @Override
                    public PortCounters counters() {
                        return port.counters();
                    }
                },
                got);
    }

    private static List<Outlet> outlets() {
        List<Outlet> outlets = new ArrayList<>();
        for (int copy = 0; copy < HOST_COPIES; copy++) {
            outlets.add(device("device " + copy));
            outlets.add(tunnel("sockets " + copy, new RecordingSender(true, 16), 1 + copy));
            outlets.add(tunnel("underlay device " + copy, RecordingSender.ofUncut(), 1 + copy));
        }
        return outlets;
    }

    @Property(tries = 200)
    void eachPortGetsTheSameWhateverTheOrder(@ForAll @IntRange(min = 1, max = 64) int frames, @ForAll long seed) {
        List<Outlet> inOrder = outlets();
        List<Outlet> shuffled = outlets();
        Collections.shuffle(shuffled, new Random(seed));
        flood(inOrder, frames, seed);
        flood(shuffled, frames, seed);

        assertThat(byName(shuffled)).isEqualTo(byName(inOrder));
    }

    private static Map<String, List<String>> byName(List<Outlet> outlets) {
        Map<String, List<String>> got = new HashMap<>();
        outlets.forEach(outlet -> got.put(outlet.name(), outlet.got()));
        return got;
    }

    private static void flood(List<Outlet> outlets, int frames, long seed) {
        Random random = new Random(seed);
        Vtep source = Vtep.of(Vtep.settings());
        FrameList list = new FrameList();
        for (int i = 0; i < frames; i++) {
            int frame = add(source, random);
            source.burst().egress(frame, Burst.FLOOD, RemoteTable.NONE);
            list.add(frame);
        }
        outlets.forEach(outlet -> outlet.port().transmit(source.burst(), list));
    }

    private static int add(Vtep source, Random random) {
        int payload = random.nextInt(1000);
        Burst burst = source.burst();
        int kind = random.nextInt(4);
        int frame = source.add(
                switch (kind) {
                    case 0 -> Inner.plain(60 + payload);
                    case 1 -> Inner.udp(1 + payload, new byte[payload]);
                    default -> Inner.tcp(1 + payload, random.nextInt(256), kind == 2 ? payload : 10 * payload);
                });
        if (kind > 0) {
            burst.flags(frame, VirtioNetHdr.NEEDS_CSUM);
            burst.csumStart(frame, Inner.TRANSPORT);
            burst.csumOffset(frame, kind == 1 ? 6 : Inner.TCP_CHECKSUM);
        }
        if (kind == 3) {
            burst.gsoType(frame, VirtioNetHdr.GSO_TCPV4);
            burst.gsoSize(frame, 100 + random.nextInt(1300));
            burst.headerLength(frame, Inner.HEADERS);
        }
        return frame;
    }
}
