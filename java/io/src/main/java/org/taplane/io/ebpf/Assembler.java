package org.taplane.io.ebpf;

import static org.taplane.io.ebpf.Register.R0;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a program of eBPF, instruction after instruction. Jumps go forwards, to labels.
 *
 * <pre>
 * struct bpf_insn (linux/bpf.h), of little-endian machines
 *  0        8    12   16              32                              64
 * +--------+----+----+---------------+-------------------------------+
 * |  code  | dst| src|    offset     |           immediate           |
 * +--------+----+----+---------------+-------------------------------+
 * </pre>
 */
public final class Assembler {
    // linux/bpf_common.h and linux/bpf.h
    private static final int LD_IMMEDIATE_LONG = 0x18;
    private static final int LD_ABSOLUTE = 0x20;
    private static final int LD_INDIRECT = 0x40;
    private static final int LDX_MEMORY = 0x61;
    private static final int ST_MEMORY = 0x62;
    private static final int STX_MEMORY = 0x63;
    private static final int LONG = 0x18;
    private static final int ALU64 = 0x07;
    private static final int JMP = 0x05;
    private static final int BY_REGISTER = 0x08;
    private static final int ADD = 0x00;
    private static final int MUL = 0x20;
    private static final int AND = 0x50;
    private static final int LSH = 0x60;
    private static final int RSH = 0x70;
    private static final int SUB = 0x10;
    private static final int MOV = 0xb0;
    private static final int JA = 0x00;
    private static final int JEQ = 0x10;
    private static final int JGT = 0x20;
    private static final int JSET = 0x40;
    private static final int JNE = 0x50;
    private static final int CALL = 0x80;
    private static final int EXIT = 0x90;

    /** The source register of a load of a map's address. */
    private static final int BPF_PSEUDO_MAP_FD = 1;

    private static final int SOURCE = 12;
    private static final int DESTINATION = 8;
    private static final int OFFSET = 16;
    private static final int IMMEDIATE = 32;

    private final List<Long> instructions = new ArrayList<>();
    private final Map<Integer, String> jumps = new HashMap<>();
    private final Map<String, Integer> labels = new HashMap<>();

    /** How much is loaded or stored: from the packet big-endian, from memory in the machine's order. */
    public enum Width {
        WORD(0x00),
        HALF(0x08),
        BYTE(0x10);

        private final int code;

        Width(int code) {
            this.code = code;
        }
    }

    /** R0 = the packet from {@code offset} on; a program that loads from behind its end is over, with result 0. */
    public Assembler load(Width width, int offset) {
        return add(LD_ABSOLUTE | width.code, R0, R0, offset);
    }

    /** As {@link #load(Width, int)}, at {@code base + offset}. */
    public Assembler load(Width width, Register base, int offset) {
        return add(LD_INDIRECT | width.code, R0, base, offset);
    }

    /** {@code to} = what is in memory at {@code base + offset}, without sign. */
    public Assembler read(Width width, Register to, Register base, int offset) {
        return memory(LDX_MEMORY | width.code, to, base, offset, 0);
    }

    /** As {@link #read(Width, Register, Register, int)}, 64 bits. */
    public Assembler readLong(Register to, Register base, int offset) {
        return memory(LDX_MEMORY | LONG, to, base, offset, 0);
    }

    /** Memory at {@code base + offset} = {@code from}. */
    public Assembler write(Width width, Register base, int offset, Register from) {
        return memory(STX_MEMORY | width.code, base, from, offset, 0);
    }

    /** As {@link #write(Width, Register, int, Register)}, 64 bits. */
    public Assembler writeLong(Register base, int offset, Register from) {
        return memory(STX_MEMORY | LONG, base, from, offset, 0);
    }

    /** Memory at {@code base + offset} = {@code value}. */
    public Assembler write(Width width, Register base, int offset, int value) {
        return memory(ST_MEMORY | width.code, base, R0, offset, value);
    }

    /** {@code to} = the map, for a helper. It stays the program's when its descriptor is closed. */
    public Assembler map(Register to, int descriptor) {
        instructions.add(LD_IMMEDIATE_LONG
                | (long) to.number() << DESTINATION
                | (long) BPF_PSEUDO_MAP_FD << SOURCE
                | (long) descriptor << IMMEDIATE);
        instructions.add(0L); // the upper half of a 64-bit value
        return this;
    }

    public Assembler call(Helper helper) {
        return add(JMP | CALL, R0, R0, helper.number());
    }

    public Assembler subtract(Register from, Register value) {
        return add(ALU64 | SUB | BY_REGISTER, from, value, 0);
    }

    public Assembler set(Register to, int value) {
        return add(ALU64 | MOV, to, R0, value);
    }

    public Assembler copy(Register to, Register from) {
        return add(ALU64 | MOV | BY_REGISTER, to, from, 0);
    }

    public Assembler add(Register to, int value) {
        return add(ALU64 | ADD, to, R0, value);
    }

    public Assembler add(Register to, Register from) {
        return add(ALU64 | ADD | BY_REGISTER, to, from, 0);
    }

    public Assembler multiply(Register to, int factor) {
        return add(ALU64 | MUL, to, R0, factor);
    }

    public Assembler and(Register to, int mask) {
        return add(ALU64 | AND, to, R0, mask);
    }

    public Assembler shiftLeft(Register to, int bits) {
        return add(ALU64 | LSH, to, R0, bits);
    }

    public Assembler shiftRight(Register to, int bits) {
        return add(ALU64 | RSH, to, R0, bits);
    }

    public Assembler jump(String label) {
        return jump(JA, R0, 0, label);
    }

    public Assembler jumpIfEqual(Register left, int right, String label) {
        return jump(JEQ, left, right, label);
    }

    public Assembler jumpIfEqual(Register left, Register right, String label) {
        return jump(JEQ | BY_REGISTER, left, right, label);
    }

    public Assembler jumpUnlessEqual(Register left, int right, String label) {
        return jump(JNE, left, right, label);
    }

    public Assembler jumpUnlessEqual(Register left, Register right, String label) {
        return jump(JNE | BY_REGISTER, left, right, label);
    }

    /** Both without sign. */
    public Assembler jumpIfGreater(Register left, int right, String label) {
        return jump(JGT, left, right, label);
    }

    /** Both without sign. */
    public Assembler jumpIfGreater(Register left, Register right, String label) {
        return jump(JGT | BY_REGISTER, left, right, label);
    }

    /** Jumps if the register has one of the mask's bits. */
    public Assembler jumpIfAny(Register register, int mask, String label) {
        return jump(JSET, register, mask, label);
    }

    /** The result is R0. */
    public Assembler exit() {
        return add(JMP | EXIT, R0, R0, 0);
    }

    /** Where jumps to {@code name} go: to the next instruction. */
    public Assembler label(String name) {
        labels.put(name, instructions.size());
        return this;
    }

    private Assembler jump(int condition, Register left, int right, String label) {
        jumps.put(instructions.size(), label);
        return add(JMP | condition, left, R0, right);
    }

    private Assembler jump(int condition, Register left, Register right, String label) {
        jumps.put(instructions.size(), label);
        return add(JMP | condition, left, right, 0);
    }

    private Assembler add(int code, Register destination, Register source, int immediate) {
        return memory(code, destination, source, 0, immediate);
    }

    private Assembler memory(int code, Register destination, Register source, int offset, int immediate) {
        instructions.add(code
                | (long) destination.number() << DESTINATION
                | (long) source.number() << SOURCE
                | (offset & 0xffffL) << OFFSET
                | (long) immediate << IMMEDIATE);
        return this;
    }

    /**
     * The program so far.
     *
     * @throws IllegalStateException if there is no label behind a jump to it
     */
    long[] instructions() {
        long[] program = instructions.stream().mapToLong(Long::longValue).toArray();
        jumps.forEach((at, label) -> program[at] |= (long) distance(at, label) << OFFSET);
        return program;
    }

    private int distance(int jump, String label) {
        Integer target = labels.get(label);
        if (target == null || target <= jump) {
            throw new IllegalStateException("no label " + label + " after the jump to it");
        }
        return target - jump - 1;
    }
}
