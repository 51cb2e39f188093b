package org.taplane.io.ebpf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;

/** The system call bpf(2). */
public final class Ebpf {
    private static final int BPF_PROG_LOAD = 5;
    private static final int BPF_PROG_TYPE_SOCKET_FILTER = 1;

    /** {@code union bpf_attr}, as far as it is used here; behind it the license and the program that it points to. */
    private static final int ATTRIBUTES = 64;

    private static final int TEXT = 16;
    private static final int NAME = ATTRIBUTES - TEXT;
    private static final int LICENSE = ATTRIBUTES;
    private static final int INSTRUCTIONS = LICENSE + TEXT;

    private Ebpf() {}

    /**
     * Loads a program that is given a packet, of the type that needs the least rights: CAP_BPF, or none where the sysctl
     * {@code kernel.unprivileged_bpf_disabled} is 0.
     *
     * <p>{@code union bpf_attr {u32 prog_type, insn_cnt; u64 insns, license; u32 log_level, log_size; u64 log_buf; u32
     * kern_version, prog_flags; char prog_name[16]}}.
     *
     * @param name what {@code bpftool prog} shows; at most 15 letters and digits, '_' and '.'
     * @throws org.taplane.io.sys.SysException if the kernel refuses it
     */
    public static Fd load(String name, Assembler program) {
        long[] instructions = program.instructions();
        ByteBuffer call = Libc.struct(INSTRUCTIONS + instructions.length * Long.BYTES);
        call.putInt(0, BPF_PROG_TYPE_SOCKET_FILTER)
                .putInt(4, instructions.length)
                .putLong(8, Libc.address(call) + INSTRUCTIONS)
                .putLong(16, Libc.address(call) + LICENSE)
                .put(NAME, ascii(name))
                .put(LICENSE, ascii("Apache-2.0"));
        for (int i = 0; i < instructions.length; i++) {
            call.putLong(INSTRUCTIONS + i * Long.BYTES, instructions[i]);
        }
        return Fd.of(Libc.check("bpf BPF_PROG_LOAD", Libc.bpf(BPF_PROG_LOAD, call, ATTRIBUTES)));
    }

    /** Bytes that end with the structure's zeros. */
    private static byte[] ascii(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length >= TEXT) {
            throw new IllegalArgumentException(text + " is longer than " + (TEXT - 1) + " bytes");
        }
        return bytes;
    }
}
