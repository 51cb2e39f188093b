package org.taplane.io.pcap;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.taplane.dataplane.capture.BpfProgram;

/**
 * Compiles filter expressions for Ethernet frames by libpcap (pcap_compile(3PCAP), pcap-filter(7)), which is asked for when
 * the first expression comes. Names of hosts and services are looked up as the system has it, so it may take a while.
 */
public final class FilterCompiler {
    /** Most bytes of an expression: libpcap takes minutes to optimize one with a thousand addresses. */
    public static final int MAX_LENGTH = 1024;

    private static final int ETHERNET = 1; // DLT_EN10MB
    private static final int OPTIMIZE = 1;
    private static final int NETMASK_UNKNOWN = -1;

    /** {@code struct bpf_program}: u32 count, and at the alignment of a pointer the instructions. */
    private static final int PROGRAM = 2 * Native.POINTER_SIZE;

    /** {@code struct bpf_insn}: u16 code, u8 jt, u8 jf, u32 k. */
    private static final int INSTRUCTION = 8;

    private final NativeLibrary pcap;
    private final int snapLength;

    private FilterCompiler(NativeLibrary pcap, int snapLength) {
        this.pcap = pcap;
        this.snapLength = snapLength;
    }

    /**
     * The program that an expression stands for.
     *
     * @param snapLength what the program returns for a frame that it takes
     * @throws FilterException if it is no filter, or there is no libpcap
     */
    public static BpfProgram compile(String expression, int snapLength) throws FilterException {
        byte[] terminated = (expression + '\0').getBytes(StandardCharsets.UTF_8);
        if (terminated.length > MAX_LENGTH) {
            throw new FilterException("the filter is too long: at most " + MAX_LENGTH + " bytes");
        }
        if (expression.indexOf('\0') >= 0) {
            throw new FilterException("the filter has a zero byte");
        }
        return new FilterCompiler(load(), snapLength).compile(terminated);
    }

    private static NativeLibrary load() throws FilterException {
        try {
            return NativeLibrary.getInstance("pcap");
        } catch (UnsatisfiedLinkError e) {
            throw new FilterException(
                    "filters are compiled by libpcap, which is not installed (Debian: apt install libpcap0.8)", e);
        }
    }

    private BpfProgram compile(byte[] expression) throws FilterException {
        Pointer handle = pcap.getFunction("pcap_open_dead").invokePointer(new Object[] {ETHERNET, snapLength});
        if (handle == null) {
            throw new FilterException("libpcap has no memory");
        }
        try {
            return compile(handle, expression);
        } finally {
            pcap.getFunction("pcap_close").invokeVoid(new Object[] {handle});
        }
    }

    private BpfProgram compile(Pointer handle, byte[] expression) throws FilterException {
        try (Memory program = new Memory(PROGRAM)) {
            Object[] arguments = {handle, program, expression, OPTIMIZE, NETMASK_UNKNOWN};
            if (pcap.getFunction("pcap_compile").invokeInt(arguments) != 0) {
                Pointer reason = pcap.getFunction("pcap_geterr").invokePointer(new Object[] {handle});
                throw new FilterException("the filter does not compile: " + reason.getString(0));
            }
            try {
                return checked(instructions(program));
            } finally {
                pcap.getFunction("pcap_freecode").invokeVoid(new Object[] {program});
            }
        }
    }

    private static List<BpfProgram.Instruction> instructions(Pointer program) {
        int count = program.getInt(0);
        Pointer first = program.getPointer(Native.POINTER_SIZE);
        List<BpfProgram.Instruction> instructions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = (long) i * INSTRUCTION;
            instructions.add(new BpfProgram.Instruction(
                    Short.toUnsignedInt(first.getShort(at)),
                    Byte.toUnsignedInt(first.getByte(at + 2)),
                    Byte.toUnsignedInt(first.getByte(at + 3)),
                    first.getInt(at + 4)));
        }
        return instructions;
    }

    private static BpfProgram checked(List<BpfProgram.Instruction> instructions) throws FilterException {
        try {
            return BpfProgram.of(instructions);
        } catch (IllegalArgumentException e) {
            throw new FilterException("the filter cannot be run here: " + e.getMessage(), e);
        }
    }
}
