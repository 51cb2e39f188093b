package org.taplane.dataplane.capture;

import java.util.Arrays;
import org.taplane.wire.Slab;

/**
 * Runs BPF programs over frames, for one thread. A read outside the frame ends the program with 0, which refuses the frame;
 * nothing outside of it is ever read, and the program has come to its end after as many steps as it has instructions. The
 * outcome is that of libpcap's {@code bpf_filter}.
 */
public final class BpfMachine {
    private static final int NOTHING = 0;
    private static final int IP_HEADER_WORDS = 0x0f;

    private final int[] memory = new int[Bpf.MEMORY];
    private Slab slab = Slab.allocate(1);
    private int start;
    private int length;
    private int a;
    private int x;

    /** What the program returns for the frame of {@code bytes} bytes at {@code at}: 0 to refuse it. */
    public int run(BpfProgram program, Slab frames, int at, int bytes) {
        begin(frames, at, bytes);
        for (int next = 0; next < program.length(); next++) {
            long instruction = program.instruction(next);
            int code = Bpf.code(instruction);
            switch (Bpf.kind(code)) {
                case Bpf.RET -> {
                    return (code & Bpf.A) == 0 ? Bpf.constant(instruction) : a;
                }
                case Bpf.JMP -> next += jump(code, instruction);
                default -> {
                    if (!step(code, Bpf.constant(instruction))) {
                        return NOTHING;
                    }
                }
            }
        }
        return NOTHING;
    }

    private void begin(Slab frames, int at, int bytes) {
        slab = frames;
        start = at;
        length = bytes;
        a = 0;
        x = 0;
        Arrays.fill(memory, 0);
    }

    /** How many instructions to skip. */
    private int jump(int code, long instruction) {
        int constant = Bpf.constant(instruction);
        if (Bpf.operation(code) == Bpf.JA) {
            return constant;
        }
        return holds(code, Bpf.usesX(code) ? x : constant) ? Bpf.ifTrue(instruction) : Bpf.ifFalse(instruction);
    }

    private boolean holds(int code, int operand) {
        return switch (Bpf.operation(code)) {
            case Bpf.JEQ -> a == operand;
            case Bpf.JGT -> Integer.compareUnsigned(a, operand) > 0;
            case Bpf.JGE -> Integer.compareUnsigned(a, operand) >= 0;
            default -> (a & operand) != 0;
        };
    }

    /** Carries out what is neither a jump nor the end; false if it asks for what there is not. */
    private boolean step(int code, int constant) {
        switch (Bpf.kind(code)) {
            case Bpf.LD -> {
                return load(code, constant);
            }
            case Bpf.LDX -> {
                return loadX(code, constant);
            }
            case Bpf.ALU -> {
                return calculate(code, Bpf.usesX(code) ? x : constant);
            }
            case Bpf.ST -> memory[constant] = a;
            case Bpf.STX -> memory[constant] = x;
            default -> exchange(code);
        }
        return true;
    }

    private void exchange(int code) {
        if (Bpf.operation(code) == Bpf.TXA) {
            a = x;
        } else {
            x = a;
        }
    }

    private boolean load(int code, int constant) {
        switch (Bpf.mode(code)) {
            case Bpf.IMM -> a = constant;
            case Bpf.MEM -> a = memory[constant];
            case Bpf.LEN -> a = length;
            case Bpf.ABS -> {
                return loadFrame(code, constant & 0xffff_ffffL);
            }
            default -> {
                return loadFrame(code, (constant & 0xffff_ffffL) + (x & 0xffff_ffffL));
            }
        }
        return true;
    }

    /** @param offset from the frame's start, which may be far beyond its end */
    private boolean loadFrame(int code, long offset) {
        int size = Bpf.size(code);
        int bytes = size == Bpf.W ? Integer.BYTES : size == Bpf.H ? Short.BYTES : 1;
        if (offset + bytes > length) {
            return false;
        }
        int at = start + (int) offset;
        a = switch (size) {
            case Bpf.W -> (int) slab.u32(at);
            case Bpf.H -> slab.u16(at);
            default -> slab.u8(at);
        };
        return true;
    }

    private boolean loadX(int code, int constant) {
        switch (Bpf.mode(code)) {
            case Bpf.IMM -> x = constant;
            case Bpf.MEM -> x = memory[constant];
            case Bpf.LEN -> x = length;
            default -> {
                return loadIpHeaderLength(constant & 0xffff_ffffL);
            }
        }
        return true;
    }

    private boolean loadIpHeaderLength(long offset) {
        if (offset >= length) {
            return false;
        }
        x = (slab.u8(start + (int) offset) & IP_HEADER_WORDS) * Integer.BYTES;
        return true;
    }

    private boolean calculate(int code, int operand) {
        int operation = Bpf.operation(code);
        if (operand == 0 && (operation == Bpf.DIV || operation == Bpf.MOD)) {
            return false;
        }
        a = switch (operation) {
            case Bpf.ADD -> a + operand;
            case Bpf.SUB -> a - operand;
            case Bpf.MUL -> a * operand;
            case Bpf.DIV -> Integer.divideUnsigned(a, operand);
            case Bpf.MOD -> Integer.remainderUnsigned(a, operand);
            case Bpf.AND -> a & operand;
            case Bpf.OR -> a | operand;
            case Bpf.XOR -> a ^ operand;
            case Bpf.LSH -> isShift(operand) ? a << operand : 0;
            case Bpf.RSH -> isShift(operand) ? a >>> operand : 0;
            default -> -a;
        };
        return true;
    }

    private static boolean isShift(int bits) {
        return Integer.compareUnsigned(bits, Integer.SIZE) < 0;
    }
}
