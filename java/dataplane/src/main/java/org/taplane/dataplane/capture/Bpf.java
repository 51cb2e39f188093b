package org.taplane.dataplane.capture;

/** The instruction codes of the classic Berkeley Packet Filter (bpf(4), linux/filter.h), and how an instruction is kept. */
final class Bpf {
    // Classes: bits 0 to 2.
    static final int LD = 0x00;
    static final int LDX = 0x01;
    static final int ST = 0x02;
    static final int STX = 0x03;
    static final int ALU = 0x04;
    static final int JMP = 0x05;
    static final int RET = 0x06;
    static final int MISC = 0x07;

    // Loads: bytes, and where from.
    static final int W = 0x00;
    static final int H = 0x08;
    static final int B = 0x10;
    static final int IMM = 0x00;
    static final int ABS = 0x20;
    static final int IND = 0x40;
    static final int MEM = 0x60;
    static final int LEN = 0x80;
    static final int MSH = 0xa0;

    // Arithmetic and jumps: bits 4 to 7.
    static final int ADD = 0x00;
    static final int SUB = 0x10;
    static final int MUL = 0x20;
    static final int DIV = 0x30;
    static final int OR = 0x40;
    static final int AND = 0x50;
    static final int LSH = 0x60;
    static final int RSH = 0x70;
    static final int NEG = 0x80;
    static final int MOD = 0x90;
    static final int XOR = 0xa0;
    static final int JA = 0x00;
    static final int JEQ = 0x10;
    static final int JGT = 0x20;
    static final int JGE = 0x30;
    static final int JSET = 0x40;

    /** The operand is X, not the constant. */
    static final int X = 0x08;

    /** What is returned is A. */
    static final int A = 0x10;

    static final int TAX = 0x00;
    static final int TXA = 0x80;

    /** Words of scratch memory. */
    static final int MEMORY = 16;

    private static final int CLASS = 0x07;
    private static final int OPERATION = 0xf0;
    private static final int MODE = 0xe0;
    private static final int SIZE = 0x18;

    private Bpf() {}

    /** An instruction as one long: code, both jumps, constant, from the high end. */
    static long pack(int code, int ifTrue, int ifFalse, int constant) {
        return (long) (code & 0xffff) << 48
                | (long) (ifTrue & 0xff) << 40
                | (long) (ifFalse & 0xff) << 32
                | (constant & 0xffff_ffffL);
    }

    static int code(long instruction) {
        return (int) (instruction >>> 48);
    }

    static int ifTrue(long instruction) {
        return (int) (instruction >>> 40) & 0xff;
    }

    static int ifFalse(long instruction) {
        return (int) (instruction >>> 32) & 0xff;
    }

    static int constant(long instruction) {
        return (int) instruction;
    }

    static int kind(int code) {
        return code & CLASS;
    }

    static int operation(int code) {
        return code & OPERATION;
    }

    static int mode(int code) {
        return code & MODE;
    }

    static int size(int code) {
        return code & SIZE;
    }

    static boolean usesX(int code) {
        return (code & X) != 0;
    }
}
