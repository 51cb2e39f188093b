package org.taplane.io.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;
import org.taplane.dataplane.capture.BpfMachine;
import org.taplane.dataplane.capture.BpfProgram;
import org.taplane.dataplane.capture.BpfProgram.Instruction;
import org.taplane.wire.Slab;

/** Our interpreter and libpcap's come to the same result. */
final class BpfAgreementProperties {
    private static final int SNAP = 262_144;
    private static final int MEMORY_WORDS = 16;
    private static final Inet4Address ANY_NETWORK = (Inet4Address) InetAddress.ofLiteral("255.255.255.255");
    private static final int[] TYPES = {0x0800, 0x86dd, 0x0806, 0x8100, 0x88a8, 0x8847, 0x0005};
    private static final int[] PROTOCOLS = {1, 6, 17, 47, 58, 132};

    private final BpfMachine machine = new BpfMachine();
    private final Function bpfFilter = NativeLibrary.getInstance("pcap").getFunction("bpf_filter");

    @Provide
    Arbitrary<String> filters() {
        return Arbitraries.of(
                "",
                "ip",
                "ip6",
                "arp",
                "tcp",
                "udp port 53",
                "tcp port 80 or tcp port 443",
                "icmp and less 100",
                "host 10.0.0.1",
                "net 10.0.0.0/8 and not tcp",
                "ether host 02:00:00:00:00:01",
                "ether broadcast",
                "ether multicast",
                "vlan",
                "vlan 10 and ip",
                "vlan and vlan and udp",
                "portrange 1-1024",
                "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0",
                "ip[6:2] & 0x1fff = 0",
                "ip6 and tcp port 22",
                "len > 200",
                "greater 64",
                "ip[0] & 0xf != 5",
                "ether[12:2] < 1500",
                "mpls 3 and ip",
                "pppoes",
                "ip proto 47 and (host 10.0.0.1 or src net 192.0.2.0/24)",
                "udp[8:4] = 0xdeadbeef",
                "ip[2:2] % 7 = 3",
                "ip[8] / ip[9] > 2",
                "(ip[4:2] << 3) ^ 5 > 900",
                "icmp6",
                "sctp",
                "llc",
                "stp");
    }

    /** What people ask for, over frames that are nearly right. */
    @Property(tries = 3000)
    void filtersAgreeWithPcap4j(@ForAll("filters") String filter, @ForAll Random random) throws Exception {
        byte[] frame = frame(random);
        BpfProgram ours = FilterCompiler.compile(filter, SNAP);
        boolean accepted = machine.run(ours, Slab.copyOf(frame), 0, frame.length) != 0;
        try (PcapHandle handle = Pcaps.openDead(DataLinkType.EN10MB, SNAP)) {
            var theirs = handle.compileFilter(filter, BpfCompileMode.OPTIMIZE, ANY_NETWORK);
            assertThat(accepted).as(filter).isEqualTo(theirs.applyFilter(frame));
            theirs.free();
        }
    }

    /** Whatever a program does, as long as it is one. */
    @Property(tries = 20_000)
    void programsAgreeWithLibpcap(@ForAll Random random) {
        List<Instruction> instructions = instructions(random);
        Optional<BpfProgram> program = checked(instructions);
        if (program.isEmpty()) {
            return;
        }
        byte[] bytes = frame(random);
        int before = random.nextInt(8);
        byte[] padded = new byte[bytes.length + before + 8];
        random.nextBytes(padded);
        System.arraycopy(bytes, 0, padded, before, bytes.length);
        int result = machine.run(program.get(), Slab.copyOf(padded), before, bytes.length);
        assertThat(result).as("%s", instructions).isEqualTo(theirs(instructions, bytes));
    }

    private static Optional<BpfProgram> checked(List<Instruction> instructions) {
        try {
            return Optional.of(BpfProgram.of(instructions));
        } catch (IllegalArgumentException refused) {
            return Optional.empty();
        }
    }

    private int theirs(List<Instruction> instructions, byte[] frame) {
        try (Memory program = new Memory(8L * instructions.size());
                Memory packet = new Memory(Math.max(1, frame.length))) {
            for (int i = 0; i < instructions.size(); i++) {
                Instruction next = instructions.get(i);
                program.setShort(8L * i, (short) next.code());
                program.setByte(8L * i + 2, (byte) next.ifTrue());
                program.setByte(8L * i + 3, (byte) next.ifFalse());
                program.setInt(8L * i + 4, next.constant());
            }
            packet.write(0, frame, 0, frame.length);
            return bpfFilter.invokeInt(new Object[] {program, packet, frame.length, frame.length});
        }
    }

    /** libpcap leaves the memory as it is, so every word is written first. */
    private static List<Instruction> instructions(Random random) {
        List<Instruction> instructions = new ArrayList<>();
        for (int word = 0; word < MEMORY_WORDS; word++) {
            instructions.add(new Instruction(0x02, 0, 0, word));
        }
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            instructions.add(instruction(random, count - i));
        }
        instructions.add(new Instruction(random.nextBoolean() ? 0x16 : 0x06, 0, 0, random.nextInt()));
        return instructions;
    }

    private static Instruction instruction(Random random, int behind) {
        int[] codes = {
            0x00, 0x20, 0x28, 0x30, 0x40, 0x48, 0x50, 0x60, 0x80, 0x01, 0x61, 0x81, 0xb1, 0x02, 0x03, 0x04, 0x0c, 0x14,
                    0x1c,
            0x24, 0x2c, 0x34, 0x3c, 0x44, 0x4c, 0x54, 0x5c, 0x64, 0x6c, 0x74, 0x7c, 0x84, 0x94, 0x9c, 0xa4, 0xac, 0x05,
                    0x15,
            0x1d, 0x25, 0x2d, 0x35, 0x3d, 0x45, 0x4d, 0x07, 0x87
        };
        int code = codes[random.nextInt(codes.length)];
        int constant = switch (random.nextInt(4)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextInt(behind);
            default -> random.nextInt(40);
        };
        return new Instruction(code, random.nextInt(behind), random.nextInt(behind), constant);
    }

    private static byte[] frame(Random random) {
        byte[] frame = new byte[random.nextInt(120)];
        random.nextBytes(frame);
        int at = 12;
        for (int layer = 0; layer < 3 && at + 24 < frame.length; layer++) {
            int type = TYPES[random.nextInt(TYPES.length)];
            frame[at] = (byte) (type >> 8);
            frame[at + 1] = (byte) type;
            if (type == 0x0800) {
                frame[at + 2] = 0x45;
                frame[at + 11] = (byte) PROTOCOLS[random.nextInt(PROTOCOLS.length)];
                Arrays.fill(frame, at + 14, at + 17, (byte) (random.nextBoolean() ? 10 : 0));
            }
            at += 4;
        }
        return frame;
    }
}
