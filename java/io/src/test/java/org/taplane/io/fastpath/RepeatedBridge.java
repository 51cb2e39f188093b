package org.taplane.io.fastpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.taplane.io.ebpf.Register.R1;
import static org.taplane.io.ebpf.Register.R2;
import static org.taplane.io.ebpf.Register.R3;
import static org.taplane.io.ebpf.Register.R6;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.port.PortCounters;
import org.taplane.io.ebpf.Assembler;
import org.taplane.io.ebpf.Assembler.Width;
import org.taplane.io.ebpf.Ebpf;
import org.taplane.io.ebpf.Helper;
import org.taplane.io.ebpf.ProgramRun;
import org.taplane.io.fastpath.RecordedBridge.Sent;
import org.taplane.io.sys.Fd;
import org.taplane.wire.Dot1Q;
import org.taplane.wire.Ethernet;

/**
 * A bridge behind the kernel's program, which is told of its stations: it sees what the program leaves to it.
 *
 * <p>The kernel runs a program by loopback only. So whichever port a frame comes in by has that number, for this frame. It takes
 * a frame's tag off before a device's program sees it, but not before a test's: a prelude puts on what the frame's mark says.
 */
final class RepeatedBridge implements AutoCloseable {
    private static final int BRIDGE = 3;
    private static final int LOOPBACK = 1;
    private static final int FIRST_END = 100;
    private static final int FIRST_TWIN = 200;
    private static final int TC_ACT_REDIRECT = 7;
    private static final int SKB_MARK = 8;
    private static final int TAGGED = 1 << 16;
    private static final int ADDRESSES = 2 * Ethernet.ADDRESS;

    private final List<Member> members;
    private final RecordedBridge bridge;
    private final FastPath path = FastPath.load();
    private final Fd program = Ebpf.loadClassifier("taplane_test", Programs.fromStation(prelude(), path.tables()));
    private final Map<Long, Integer> told = new TreeMap<>();
    private final FastCounters[] counters;

    RepeatedBridge(List<Member> members) {
        this.members = members;
        bridge = new RecordedBridge(members);
        counters = Collections.nCopies(members.size(), FastCounters.NONE).toArray(FastCounters[]::new);
    }

    private static Assembler prelude() {
        int tpid = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                ? Dot1Q.TPID
                : Short.toUnsignedInt(Short.reverseBytes((short) Dot1Q.TPID));
        return new Assembler()
                .copy(R6, R1)
                .read(Width.WORD, R3, R6, SKB_MARK)
                .jumpIfEqual(R3, 0, "bare")
                .and(R3, TAGGED - 1)
                .copy(R1, R6)
                .set(R2, tpid)
                .call(Helper.SKB_VLAN_PUSH)
                .label("bare")
                .copy(R1, R6);
    }

    /** Tells the kernel of all stations that are behind ports that take part. */
    void publish() {
        told.putAll(bridge.stations());
        told.values().removeIf(port -> !members.get(port).learning());
    }

    /** What leaves because of this frame. */
    List<Sent> receive(int port, byte[] frame) {
        Map<Long, Integer> known = bridge.stations();
        forget();
        told.entrySet().removeIf(station -> !station.getValue().equals(known.get(station.getKey())));
        tell(port);
        boolean tagged = isTagged(frame);
        int tci = tagged ? u16(frame, ADDRESSES + 2) : members.get(port).pvid();
        ProgramRun run = ProgramRun.ofFrame(program, tagged ? withoutTag(frame) : frame, tagged ? TAGGED | tci : 0);
        assertThat(run.result()).isEqualTo(TC_ACT_REDIRECT);
        return path.counters(LOOPBACK).rxFrames() == 0 ? bridge.receive(port, frame) : repeated(port, run, tci);
    }

    private List<Sent> repeated(int port, ProgramRun run, int tci) {
        int[] outlets = IntStream.range(0, members.size())
                .filter(other -> path.counters(end(other, port)).txFrames() != 0)
                .toArray();
        assertThat(outlets).hasSize(1);
        int outlet = outlets[0];
        long bytes = path.counters(end(outlet, port)).txBytes();
        byte[] left = bytes == run.frame().length ? run.frame() : withTag(run.frame(), tci);
        assertThat(bytes).isEqualTo(left.length);
        for (int each = 0; each < counters.length; each++) {
            counters[each] = counters[each].plus(path.counters(end(each, port)));
        }
        return List.of(Sent.of(outlet, left));
    }

    private static int end(int port, int ingress) {
        return port == ingress ? LOOPBACK : FIRST_END + port;
    }

    private void forget() {
        told.keySet().forEach(station -> path.removeStation(BRIDGE, Fdb.vid(station), Fdb.mac(station)));
    }

    private void tell(int ingress) {
        for (int port = 0; port < members.size(); port++) {
            int end = end(port, ingress);
            path.setPort(end, FIRST_TWIN + port, members.get(port).inKernel(BRIDGE));
            path.clearCounters(end);
        }
        told.forEach((station, port) ->
                path.putStation(BRIDGE, Fdb.vid(station), Fdb.mac(station), end(port, ingress), false));
    }

    private static boolean isTagged(byte[] frame) {
        return u16(frame, ADDRESSES) == Dot1Q.TPID;
    }

    private static int u16(byte[] frame, int at) {
        return Short.toUnsignedInt(ByteBuffer.wrap(frame).getShort(at));
    }

    private static byte[] withoutTag(byte[] frame) {
        return ByteBuffer.allocate(frame.length - Dot1Q.TAG)
                .put(frame, 0, ADDRESSES)
                .put(frame, ADDRESSES + Dot1Q.TAG, frame.length - ADDRESSES - Dot1Q.TAG)
                .array();
    }

    private static byte[] withTag(byte[] frame, int tci) {
        return ByteBuffer.allocate(frame.length + Dot1Q.TAG)
                .put(frame, 0, ADDRESSES)
                .putShort((short) Dot1Q.TPID)
                .putShort((short) tci)
                .put(frame, ADDRESSES, frame.length - ADDRESSES)
                .array();
    }

    /** What the bridge itself counted. */
    PortCounters counters(int port) {
        return bridge.counters(port);
    }

    /** What the kernel counted. */
    FastCounters kernelCounters(int port) {
        return counters[port];
    }

    Map<Long, Integer> stations() {
        return bridge.stations();
    }

    @Override
    public void close() {
        program.close();
        path.close();
    }
}
