package org.taplane.io.tap;

import static org.taplane.io.ebpf.Register.R0;
import static org.taplane.io.ebpf.Register.R1;
import static org.taplane.io.ebpf.Register.R6;
import static org.taplane.io.ebpf.Register.R7;
import static org.taplane.io.ebpf.Register.R8;
import static org.taplane.io.ebpf.Register.R9;

import org.taplane.io.ebpf.Assembler;
import org.taplane.io.ebpf.Assembler.Width;
import org.taplane.io.ebpf.Register;
import org.taplane.wire.Dot1Q;
import org.taplane.wire.Ethernet;
import org.taplane.wire.Ipv6;
import org.taplane.wire.Tcp;
import org.taplane.wire.Udp;

/**
 * What the kernel runs for each frame that it sends by a TAP device of several queues. The result, modulo their number, is
 * the queue: a hash of the IP addresses and of the TCP or UDP ports, or else of the MAC addresses, that is the same for
 * both directions, because they are only added up. Fragments have no ports, because only the first of a datagram has
 * them; a frame too short for what it claims to be goes to the first queue. A tag may be before the EtherType, if the
 * sender wrote it there.
 */
final class FlowProgram {
    private static final Register NETWORK = R7; // where the IP header is
    private static final Register HASH = R8;
    private static final Register PROTOCOL = R9;

    private static final int ETHERTYPE = 12;
    private static final int GOLDEN_RATIO = 0x61c8_8647; // GOLDEN_RATIO_32 of linux/hash.h

    private FlowProgram() {}

    static Assembler assemble() {
        Assembler program = new Assembler().copy(R6, R1).set(HASH, 0);
        readType(program);
        hashAddresses(program);
        hashIpv4(program.label("ipv4"));
        hashIpv6(program.label("ipv6"));
        hashPorts(program.label("transport"));
        return spread(program.label("end"));
    }

    private static void readType(Assembler program) {
        program.set(NETWORK, Ethernet.HEADER)
                .load(Width.HALF, ETHERTYPE)
                .jumpIfEqual(R0, Dot1Q.TPID, "tag")
                .jumpIfEqual(R0, Dot1Q.TPID_SERVICE, "tag")
                .jump("type")
                .label("tag")
                .add(NETWORK, Dot1Q.TAG)
                .load(Width.HALF, ETHERTYPE + Dot1Q.TAG)
                .label("type")
                .jumpIfEqual(R0, Ethernet.TYPE_IPV4, "ipv4")
                .jumpIfEqual(R0, Ethernet.TYPE_IPV6, "ipv6");
    }

    /** The low 32 bits of both MAC addresses. */
    private static void hashAddresses(Assembler program) {
        program.load(Width.WORD, 2)
                .add(HASH, R0)
                .load(Width.WORD, Ethernet.ADDRESS + 2)
                .add(HASH, R0)
                .jump("end");
    }

    private static void hashIpv4(Assembler program) {
        hashWords(program, 12, 20);
        program.load(Width.HALF, NETWORK, 6)
                .jumpIfAny(R0, 0x3fff, "end") // MF and the fragment's offset
                .load(Width.BYTE, NETWORK, 9)
                .copy(PROTOCOL, R0)
                .load(Width.BYTE, NETWORK, 0) // the header's length, in words
                .and(R0, 0xf)
                .shiftLeft(R0, 2)
                .add(NETWORK, R0)
                .jump("transport");
    }

    /** Behind extension headers no ports are looked for: a fragment has one. */
    private static void hashIpv6(Assembler program) {
        hashWords(program, 8, Ipv6.HEADER);
        program.load(Width.BYTE, NETWORK, 6).copy(PROTOCOL, R0).add(NETWORK, Ipv6.HEADER);
    }

    private static void hashWords(Assembler program, int from, int to) {
        for (int at = from; at < to; at += Integer.BYTES) {
            program.load(Width.WORD, NETWORK, at).add(HASH, R0);
        }
    }

    private static void hashPorts(Assembler program) {
        program.jumpIfEqual(PROTOCOL, Tcp.PROTOCOL, "ports")
                .jumpIfEqual(PROTOCOL, Udp.PROTOCOL, "ports")
                .jump("end")
                .label("ports")
                .load(Width.HALF, NETWORK, 0)
                .add(HASH, R0)
                .load(Width.HALF, NETWORK, 2)
                .add(HASH, R0);
    }

    /** Each bit of what was hashed has its part in the lowest bits of the result. */
    private static Assembler spread(Assembler program) {
        return program.multiply(HASH, GOLDEN_RATIO)
                .shiftRight(HASH, Integer.SIZE)
                .copy(R0, HASH)
                .exit();
    }
}
