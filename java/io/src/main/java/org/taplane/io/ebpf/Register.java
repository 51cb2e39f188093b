package org.taplane.io.ebpf;

/** Registers of eBPF, 64 bits each (instruction-set.rst of the kernel's documentation). */
public enum Register {
    /** What a load from the packet gives, and the program's result. */
    R0(0),
    /** The context, at the beginning. A load from the packet spoils R1 to R5. */
    R1(1),
    /** The context, for loads from the packet: the program puts it here. */
    R6(6),
    R7(7),
    R8(8),
    R9(9);

    private final int number;

    Register(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
