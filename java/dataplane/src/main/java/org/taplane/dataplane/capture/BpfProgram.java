package org.taplane.dataplane.capture;

import java.util.List;

/**
 * A classic BPF program that was checked as the kernel checks one (net/core/filter.c, {@code bpf_check_classic}): it is not
 * too long, has no unknown instruction, asks for nothing that only the kernel knows (a negative offset), jumps forwards and to its own instructions only, uses no memory that there is not,
 * and ends by returning. So it comes to its end whatever the frame. Immutable.
 */
public final class BpfProgram {
    /** Most instructions (linux/bpf_common.h, {@code BPF_MAXINSNS}). */
    public static final int MAX_INSTRUCTIONS = 4096;

    /** Takes every frame. */
    public static final BpfProgram ALL = of(List.of(new Instruction(Bpf.RET, 0, 0, -1)));

    private static final int WORD_BITS = 32;

    private final long[] instructions;

    /**
     * One instruction as the system's headers have it ({@code struct bpf_insn}).
     *
     * @param code 16 bits
     * @param ifTrue instructions to skip, 8 bits
     * @param ifFalse instructions to skip, 8 bits
     * @param constant 32 bits, mostly unsigned
     */
    public record Instruction(int code, int ifTrue, int ifFalse, int constant) {}

    private BpfProgram(long[] instructions) {
        this.instructions = instructions;
    }

    /**
     * A program of these instructions.
     *
     * @throws IllegalArgumentException if it is not one, with the reason
     */
    public static BpfProgram of(List<Instruction> instructions) {
        int count = instructions.size();
        if (count == 0 || count > MAX_INSTRUCTIONS) {
            throw new IllegalArgumentException(
                    "the filter has " + count + " instructions; expected 1 to " + MAX_INSTRUCTIONS);
        }
        long[] packed = new long[count];
        for (int i = 0; i < count; i++) {
            Instruction next = instructions.get(i);
            packed[i] = Bpf.pack(next.code(), next.ifTrue(), next.ifFalse(), next.constant());
            if (!isSound(packed[i], count - 1 - i)) {
                throw new IllegalArgumentException("instruction " + i + " of the filter is not allowed: " + next);
            }
        }
        if (Bpf.kind(Bpf.code(packed[count - 1])) != Bpf.RET) {
            throw new IllegalArgumentException("the filter does not end by returning");
        }
        return new BpfProgram(packed);
    }

    int length() {
        return instructions.length;
    }

    long instruction(int index) {
        return instructions[index];
    }

    /** @param behind how many instructions follow */
    private static boolean isSound(long instruction, int behind) {
        int code = Bpf.code(instruction);
        int constant = Bpf.constant(instruction);
        return code <= 0xff
                && switch (Bpf.kind(code)) {
                    case Bpf.LD -> isLoad(code, constant);
                    case Bpf.LDX -> isLoadOfX(code, constant);
                    case Bpf.ST, Bpf.STX -> Bpf.kind(code) == code && isMemory(constant);
                    case Bpf.ALU -> isArithmetic(code, constant);
                    case Bpf.JMP -> isJump(instruction, behind);
                    case Bpf.RET -> code == Bpf.RET || code == (Bpf.RET | Bpf.A);
                    default -> code == (Bpf.MISC | Bpf.TAX) || code == (Bpf.MISC | Bpf.TXA);
                };
    }

    private static boolean isLoad(int code, int constant) {
        int size = Bpf.size(code);
        boolean isWord = size == Bpf.W;
        return switch (Bpf.mode(code)) {
            case Bpf.ABS -> constant >= 0 && (isWord || size == Bpf.H || size == Bpf.B);
            case Bpf.IND -> isWord || size == Bpf.H || size == Bpf.B;
            case Bpf.IMM, Bpf.LEN -> isWord;
            case Bpf.MEM -> isWord && isMemory(constant);
            default -> false;
        };
    }

    private static boolean isLoadOfX(int code, int constant) {
        boolean isWord = Bpf.size(code) == Bpf.W;
        return switch (Bpf.mode(code)) {
            case Bpf.IMM, Bpf.LEN -> isWord;
            case Bpf.MEM -> isWord && isMemory(constant);
            case Bpf.MSH -> Bpf.size(code) == Bpf.B;
            default -> false;
        };
    }

    private static boolean isMemory(int constant) {
        return constant >= 0 && constant < Bpf.MEMORY;
    }

    private static boolean isArithmetic(int code, int constant) {
        boolean fixed = !Bpf.usesX(code);
        return switch (Bpf.operation(code)) {
            case Bpf.ADD, Bpf.SUB, Bpf.MUL, Bpf.OR, Bpf.AND, Bpf.XOR -> true;
            case Bpf.DIV, Bpf.MOD -> !(fixed && constant == 0);
            case Bpf.LSH, Bpf.RSH -> !(fixed && Integer.compareUnsigned(constant, WORD_BITS) >= 0);
            case Bpf.NEG -> fixed;
            default -> false;
        };
    }

    private static boolean isJump(long instruction, int behind) {
        int code = Bpf.code(instruction);
        return switch (Bpf.operation(code)) {
            case Bpf.JA -> !Bpf.usesX(code) && Integer.compareUnsigned(Bpf.constant(instruction), behind) < 0;
            case Bpf.JEQ, Bpf.JGT, Bpf.JGE, Bpf.JSET ->
                Bpf.ifTrue(instruction) < behind && Bpf.ifFalse(instruction) < behind;
            default -> false;
        };
    }
}
