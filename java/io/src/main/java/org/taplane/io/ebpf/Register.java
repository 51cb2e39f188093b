package org.taplane.io.ebpf;

/** Registers of eBPF, 64 bits each (instruction-set.rst of the kernel's documentation). */
public enum Register {
    /** What a load from the packet, or a helper, gives, and the program's result. */
    R0(0),
    /** The context, at the beginning. R1 to R5 are a helper's arguments; that, or a load from the packet, spoils them. */
    R1(1),
    R2(2),
    R3(3),
    R4(4),
    R5(5),
    /** The context, for loads from the packet: the program puts it here. */
    R6(6),
    R7(7),
    R8(8),
    R9(9),
    /** The end of the program's 512 bytes of stack; it does not change. */
    R10(10);

    private final int number;

    Register(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
