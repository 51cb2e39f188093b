package org.taplane.io.fastpath;

import static org.taplane.io.ebpf.Register.R0;
import static org.taplane.io.ebpf.Register.R1;
import static org.taplane.io.ebpf.Register.R10;
import static org.taplane.io.ebpf.Register.R2;
import static org.taplane.io.ebpf.Register.R3;
import static org.taplane.io.ebpf.Register.R4;
import static org.taplane.io.ebpf.Register.R5;
import static org.taplane.io.ebpf.Register.R6;
import static org.taplane.io.ebpf.Register.R7;
import static org.taplane.io.ebpf.Register.R8;
import static org.taplane.io.ebpf.Register.R9;

import java.nio.ByteOrder;
import org.taplane.io.ebpf.Assembler;
import org.taplane.io.ebpf.Assembler.Width;
import org.taplane.io.ebpf.BpfMap;
import org.taplane.io.ebpf.Helper;
import org.taplane.io.ebpf.Register;
import org.taplane.wire.Dot1Q;
import org.taplane.wire.Ethernet;
import org.taplane.wire.Ipv4;
import org.taplane.wire.Ipv6;
import org.taplane.wire.Tcp;
import org.taplane.wire.Udp;

/**
 * What the kernel runs for each frame that a station sends, and for each that the switch sends to one. The first repeats a
 * decision of the switch if it is plain that the switch would decide so again, and otherwise hands the frame to it. It never
 * drops a frame, because that takes a reason, which the switch counts.
 */
final class Programs {
    // struct __sk_buff of linux/bpf.h
    private static final int SKB_LEN = 0;
    private static final int SKB_VLAN_PRESENT = 20;
    private static final int SKB_VLAN_TCI = 24;
    private static final int SKB_VLAN_PROTO = 28;
    private static final int SKB_IFINDEX = 40;
    private static final int SKB_DATA = 76;
    private static final int SKB_DATA_END = 80;
    private static final int SKB_GSO_SIZE = 176;

    private static final int TC_ACT_SHOT = 2;

    private static final int ETHERTYPE = 12;
    private static final int IPV4_PROTOCOL = 9;
    private static final int IPV6_NEXT_HEADER = 6;
    private static final int TCP_OFFSET = 12;
    private static final int VID_MASK = 0xfff;
    private static final int TPID = networkOrder(Dot1Q.TPID);

    /** How often the time of a busy station is written, as in the switch's own table. */
    private static final int GRANULE_NANOS = 64_000_000;

    // the stack, from its end
    private static final int IN = -4;
    private static final int DESTINATION = -16;
    private static final int SOURCE = -32;
    private static final int DIRECT = -36;
    private static final int OUT = -40;
    private static final int TAGGED = -44;
    private static final int LENGTH = -48;

    private static final Register SKB = R6;
    private static final Register PORT = R7;
    private static final Register IN_TAGGED = R7; // once nothing but the redirection is left to do
    private static final Register VID = R8;
    private static final Register STATION = R9;
    private static final Register OUTGOING = R9;

    private Programs() {}

    private static int networkOrder(int half) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                ? half
                : Short.toUnsignedInt(Short.reverseBytes((short) half));
    }

    /** At the daemon's end of a pair. */
    static Assembler fromStation(Tables tables) {
        return fromStation(new Assembler(), tables);
    }

    /** As {@link #fromStation(Tables)}, behind what {@code program} does already; R1 is the frame by then. */
    static Assembler fromStation(Assembler program, Tables tables) {
        findPort(program, tables);
        classify(program);
        readAddresses(program.label("classified"));
        findSource(program, tables);
        findDestination(program.label("destination"), tables);
        chooseForm(program.label("pair"));
        checkLength(program.label("form"));
        changeForm(program.label("fits"));
        count(program.label("go"), tables);
        redirect(program);
        return program;
    }

    /** At a twin: what the switch sends goes to the station. */
    static Assembler fromSwitch(Tables tables) {
        Assembler program = new Assembler();
        findPort(program, tables);
        return hand(program);
    }

    private static Assembler lookUp(Assembler program, BpfMap table, int key) {
        return program.map(R1, table.descriptor()).copy(R2, R10).add(R2, key).call(Helper.MAP_LOOKUP_ELEM);
    }

    private static void findPort(Assembler program, Tables tables) {
        program.copy(SKB, R1).read(Width.WORD, R1, SKB, SKB_IFINDEX).write(Width.WORD, R10, IN, R1);
        lookUp(program, tables.ports(), IN).jumpIfEqual(R0, 0, "lost").copy(PORT, R0);
    }

    /** The kernel has taken the outermost tag out of the frame by now. Another one is payload, as it is to the switch. */
    private static void classify(Assembler program) {
        program.read(Width.HALF, R1, PORT, Tables.PORT_FLAGS)
                .jumpIfAny(R1, Tables.ACTIVE, "active")
                .jump("miss")
                .label("active")
                .read(Width.WORD, R2, SKB, SKB_VLAN_PRESENT)
                .jumpUnlessEqual(R2, 0, "tagged")
                .read(Width.HALF, VID, PORT, Tables.PORT_PVID)
                .jumpIfEqual(VID, 0, "miss")
                .jump("classified")
                .label("tagged")
                .jumpIfAny(R1, Tables.TAGS, "trunk")
                .jump("miss")
                .label("trunk")
                .read(Width.WORD, R2, SKB, SKB_VLAN_PROTO)
                .jumpUnlessEqual(R2, TPID, "miss")
                .read(Width.WORD, VID, SKB, SKB_VLAN_TCI)
                .and(VID, VID_MASK)
                .jumpIfEqual(VID, 0, "miss");
    }

    /** Makes the keys of both stations. */
    private static void readAddresses(Assembler program) {
        program.read(Width.WORD, R1, SKB, SKB_DATA)
                .read(Width.WORD, R2, SKB, SKB_DATA_END)
                .copy(R3, R1)
                .add(R3, Ethernet.HEADER)
                .jumpIfGreater(R3, R2, "miss")
                .read(Width.WORD, R3, PORT, Tables.PORT_BRIDGE);
        makeKey(program, DESTINATION, 0);
        makeKey(program, SOURCE, Ethernet.ADDRESS);
    }

    private static void makeKey(Assembler program, int key, int address) {
        program.read(Width.WORD, R2, R1, address)
                .write(Width.WORD, R10, key + Tables.KEY_MAC, R2)
                .read(Width.HALF, R2, R1, address + Integer.BYTES)
                .write(Width.HALF, R10, key + Tables.KEY_MAC + Integer.BYTES, R2)
                .write(Width.HALF, R10, key + Tables.KEY_VID, VID)
                .write(Width.WORD, R10, key + Tables.KEY_BRIDGE, R3);
    }

    /** A station that is not known here is the switch's to learn. */
    private static void findSource(Assembler program, Tables tables) {
        lookUp(program, tables.stations(), SOURCE)
                .jumpIfEqual(R0, 0, "miss")
                .copy(STATION, R0)
                .read(Width.WORD, R1, STATION, Tables.STATION_INTERFACE)
                .read(Width.WORD, R2, R10, IN)
                .jumpUnlessEqual(R1, R2, "miss")
                .call(Helper.KTIME_GET_COARSE_NS)
                .readLong(R1, STATION, Tables.STATION_SEEN)
                .copy(R2, R0)
                .subtract(R2, R1)
                .jumpIfGreater(R2, GRANULE_NANOS, "refresh")
                .jump("destination")
                .label("refresh")
                .writeLong(STATION, Tables.STATION_SEEN, R0);
    }

    /** R0 is the outgoing port then, and R1 its flags. */
    private static void findDestination(Assembler program, Tables tables) {
        lookUp(program, tables.stations(), DESTINATION)
                .jumpIfEqual(R0, 0, "miss")
                .read(Width.WORD, OUTGOING, R0, Tables.STATION_INTERFACE)
                .read(Width.WORD, R1, R0, Tables.STATION_DIRECT)
                .write(Width.WORD, R10, DIRECT, R1)
                .read(Width.WORD, R1, R10, IN)
                .jumpIfEqual(OUTGOING, R1, "miss")
                .write(Width.WORD, R10, OUT, OUTGOING);
        lookUp(program, tables.ports(), OUT)
                .jumpIfEqual(R0, 0, "miss")
                .read(Width.HALF, R1, R0, Tables.PORT_FLAGS)
                .jumpIfAny(R1, Tables.ACTIVE, "sends")
                .jump("miss")
                .label("sends")
                .jumpIfAny(R1, Tables.ISOLATED, "isolated")
                .jump("pair")
                .label("isolated")
                .read(Width.HALF, R2, PORT, Tables.PORT_FLAGS)
                .jumpIfAny(R2, Tables.ISOLATED, "miss");
    }

    /** Whether the frame leaves with a tag. */
    private static void chooseForm(Assembler program) {
        program.write(Width.WORD, R10, TAGGED, 0)
                .jumpIfAny(R1, Tables.TAGS, "tags")
                .jump("form")
                .label("tags")
                .read(Width.HALF, R2, R0, Tables.PORT_PVID)
                .jumpIfEqual(R2, VID, "form")
                .write(Width.WORD, R10, TAGGED, 1);
    }

    /**
     * Segments that are still one frame count each for itself. How long they are is plain where TCP is in IP; any others are
     * taken to be datagrams, and to be as long as their sender's own MTU allows if there is more in front of them.
     */
    private static void checkLength(Assembler program) {
        program.read(Width.WORD, R1, SKB, SKB_LEN)
                .write(Width.WORD, R10, LENGTH, R1)
                .read(Width.WORD, R2, R0, Tables.PORT_LONGEST)
                .jumpIfGreater(R1, R2, "long")
                .jump("fits")
                .label("long")
                .read(Width.WORD, R4, SKB, SKB_GSO_SIZE)
                .jumpIfEqual(R4, 0, "miss")
                .read(Width.WORD, R1, SKB, SKB_DATA)
                .read(Width.WORD, R3, SKB, SKB_DATA_END)
                .copy(R5, R1)
                .add(R5, Ethernet.HEADER + Ipv4.HEADER)
                .jumpIfGreater(R5, R3, "other")
                .read(Width.HALF, R5, R1, ETHERTYPE)
                .jumpIfEqual(R5, networkOrder(Ethernet.TYPE_IPV4), "ipv4")
                .jumpIfEqual(R5, networkOrder(Ethernet.TYPE_IPV6), "ipv6")
                .jump("other");
        skipIp(program);
        program.label("tcp")
                .copy(R5, R1)
                .add(R5, Tcp.HEADER)
                .jumpIfGreater(R5, R3, "other")
                .read(Width.BYTE, R5, R1, TCP_OFFSET)
                .shiftRight(R5, 4)
                .shiftLeft(R5, 2)
                .add(R4, R5)
                .add(R4, Ethernet.HEADER)
                .jumpIfGreater(R4, R2, "miss")
                .jump("fits")
                .label("other")
                .add(R4, Ethernet.HEADER + Ipv4.HEADER + Udp.HEADER)
                .jumpIfGreater(R4, R2, "miss")
                .read(Width.WORD, R1, PORT, Tables.PORT_LONGEST)
                .jumpIfGreater(R1, R2, "miss");
    }

    /** R1 is where the TCP header is then, and R4 a segment's length without that and the Ethernet header. */
    private static void skipIp(Assembler program) {
        program.label("ipv4")
                .read(Width.BYTE, R5, R1, Ethernet.HEADER + IPV4_PROTOCOL)
                .jumpUnlessEqual(R5, Tcp.PROTOCOL, "other")
                .read(Width.BYTE, R5, R1, Ethernet.HEADER)
                .and(R5, 0xf)
                .shiftLeft(R5, 2)
                .add(R4, R5)
                .add(R1, Ethernet.HEADER)
                .add(R1, R5)
                .jump("tcp")
                .label("ipv6")
                .read(Width.BYTE, R5, R1, Ethernet.HEADER + IPV6_NEXT_HEADER)
                .jumpUnlessEqual(R5, Tcp.PROTOCOL, "other")
                .add(R4, Ipv6.HEADER)
                .add(R1, Ethernet.HEADER + Ipv6.HEADER);
    }

    /** A tag that stays keeps its priority; one that is new has none. */
    private static void changeForm(Assembler program) {
        program.read(Width.WORD, IN_TAGGED, SKB, SKB_VLAN_PRESENT)
                .read(Width.WORD, R1, R10, TAGGED)
                .jumpUnlessEqual(R1, 0, "named")
                .jumpIfEqual(IN_TAGGED, 0, "go")
                .copy(R1, SKB)
                .call(Helper.SKB_VLAN_POP)
                .jumpUnlessEqual(R0, 0, "lost")
                .jump("go")
                .label("named")
                .jumpUnlessEqual(IN_TAGGED, 0, "go")
                .copy(R1, SKB)
                .set(R2, TPID)
                .copy(R3, VID)
                .call(Helper.SKB_VLAN_PUSH)
                .jumpUnlessEqual(R0, 0, "lost");
    }

    private static void count(Assembler program, Tables tables) {
        lookUp(program, tables.counters(), IN).jumpIfEqual(R0, 0, "lost");
        program.read(Width.WORD, R1, R10, LENGTH)
                .jumpIfEqual(IN_TAGGED, 0, "bare-in")
                .add(R1, Dot1Q.TAG)
                .label("bare-in");
        add(program, Tables.RX_FRAMES, Tables.RX_BYTES);
        lookUp(program, tables.counters(), OUT).jumpIfEqual(R0, 0, "lost");
        program.read(Width.WORD, R1, R10, LENGTH)
                .read(Width.WORD, R2, R10, TAGGED)
                .jumpIfEqual(R2, 0, "bare-out")
                .add(R1, Dot1Q.TAG)
                .label("bare-out");
        add(program, Tables.TX_FRAMES, Tables.TX_BYTES);
    }

    /** A frame of R1 bytes, to the counters at R0. */
    private static void add(Assembler program, int frames, int bytes) {
        program.readLong(R2, R0, frames)
                .add(R2, 1)
                .writeLong(R0, frames, R2)
                .readLong(R2, R0, bytes)
                .add(R2, R1)
                .writeLong(R0, bytes, R2);
    }

    /** Straight to the station's end, where that is meant itself, saves a turn through the kernel's queue of frames to receive. */
    private static void redirect(Assembler program) {
        program.copy(R1, OUTGOING)
                .set(R2, 0)
                .read(Width.WORD, R3, R10, DIRECT)
                .jumpIfEqual(R3, 0, "indirect")
                .call(Helper.REDIRECT_PEER)
                .exit()
                .label("indirect")
                .call(Helper.REDIRECT)
                .exit();
        hand(program.label("miss"));
    }

    /** To the other interface of the port. */
    private static Assembler hand(Assembler program) {
        return program.read(Width.WORD, R1, PORT, Tables.PORT_OTHER)
                .set(R2, 0)
                .call(Helper.REDIRECT)
                .exit()
                .label("lost")
                .set(R0, TC_ACT_SHOT)
                .exit();
    }
}
