package org.taplane.io.ebpf;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.io.sys.SysException;

/** The system call bpf(2), as far as it is about programs and where they run; {@link BpfMap} has the rest. */
public final class Ebpf {
    private static final int BPF_PROG_LOAD = 5;
    private static final int BPF_LINK_CREATE = 28;
    private static final int BPF_LINK_UPDATE = 29;
    private static final int BPF_PROG_TYPE_SOCKET_FILTER = 1;
    private static final int BPF_PROG_TYPE_SCHED_CLS = 3;
    private static final int BPF_TCX_INGRESS = 46;

    /** {@code union bpf_attr}, as far as it is used here; behind it the license and the program that it points to. */
    private static final int ATTRIBUTES = 64;

    private static final int TEXT = 16;
    private static final int NAME = ATTRIBUTES - TEXT;
    private static final int LICENSE = ATTRIBUTES;
    private static final int INSTRUCTIONS = LICENSE + TEXT;

    /** Enough for what the kernel has to say of a program of a few hundred instructions; its end counts. */
    private static final int LOG_BYTES = 1 << 20;

    private static final int LINK_BYTES = 32;

    private Ebpf() {}

    /**
     * Loads a program that is given a packet, of the type that needs the least rights: CAP_BPF, or none where the sysctl
     * {@code kernel.unprivileged_bpf_disabled} is 0.
     *
     * @param name what {@code bpftool prog} shows; at most 15 letters and digits, '_' and '.'
     * @throws SysException if the kernel refuses it
     */
    public static Fd load(String name, Assembler program) {
        return load(BPF_PROG_TYPE_SOCKET_FILTER, name, program);
    }

    /**
     * Loads a program that decides about frames which a device receives, see {@link #attach}: it takes CAP_BPF and
     * CAP_NET_ADMIN.
     *
     * @throws SysException if the kernel refuses it, with the last words of its verifier
     */
    public static Fd loadClassifier(String name, Assembler program) {
        return load(BPF_PROG_TYPE_SCHED_CLS, name, program);
    }

    private static Fd load(int type, String name, Assembler program) {
        int fd = load(type, name, program.instructions(), Libc.struct(0));
        if (fd == -1) {
            throw refusal(type, name, program, Libc.errno());
        }
        return Fd.of(fd);
    }

    /** What was wrong the kernel says only when it is asked; then it takes longer. */
    private static SysException refusal(int type, String name, Assembler program, int errno) {
        ByteBuffer log = Libc.struct(LOG_BYTES);
        int fd = load(type, name, program.instructions(), log);
        if (fd != -1) {
            Libc.close(fd);
        }
        int end = 0;
        while (end < log.capacity() && log.get(end) != 0) {
            end++;
        }
        String said = StandardCharsets.UTF_8.decode(log.slice(0, end)).toString();
        List<String> lines = said.lines().toList();
        // the last line counts what was done
        return lines.size() < 2
                ? SysException.of("bpf BPF_PROG_LOAD", errno)
                : SysException.of("bpf BPF_PROG_LOAD", errno, lines.get(lines.size() - 2));
    }

    /**
     * {@code union bpf_attr {u32 prog_type, insn_cnt; u64 insns, license; u32 log_level, log_size; u64 log_buf; u32
     * kern_version, prog_flags; char prog_name[16]}}.
     */
    private static int load(int type, String name, long[] instructions, ByteBuffer log) {
        ByteBuffer call = Libc.struct(INSTRUCTIONS + instructions.length * Long.BYTES);
        call.putInt(0, type)
                .putInt(4, instructions.length)
                .putLong(8, Libc.address(call) + INSTRUCTIONS)
                .putLong(16, Libc.address(call) + LICENSE)
                .put(NAME, ascii(name))
                .put(LICENSE, ascii("Apache-2.0"));
        if (log.capacity() > 0) {
            call.putInt(24, 1).putInt(28, log.capacity()).putLong(32, Libc.address(log));
        }
        for (int i = 0; i < instructions.length; i++) {
            call.putLong(INSTRUCTIONS + i * Long.BYTES, instructions[i]);
        }
        try {
            return Libc.bpf(BPF_PROG_LOAD, call, ATTRIBUTES);
        } finally {
            Reference.reachabilityFence(log);
        }
    }

    /**
     * From here on the program decides about the frames that an interface of the calling thread's namespace receives, until the
     * result is closed: since Linux 6.6.
     *
     * <p>{@code union bpf_attr {u32 prog_fd, target_ifindex, attach_type, flags; u32 relative_fd; u64 expected_revision}}.
     *
     * @throws SysException if the kernel has no such links, or there is no such interface
     */
    public static Fd attach(Fd classifier, int ifindex) {
        ByteBuffer call = Libc.struct(LINK_BYTES)
                .putInt(0, classifier.value())
                .putInt(4, ifindex)
                .putInt(8, BPF_TCX_INGRESS);
        return Fd.of(Libc.check("bpf BPF_LINK_CREATE", Libc.bpf(BPF_LINK_CREATE, call, LINK_BYTES)));
    }

    /** Puts another program in the place of that which {@link #attach} attached; no frame is between them. */
    public static void replace(Fd link, Fd classifier) {
        ByteBuffer call = Libc.struct(LINK_BYTES).putInt(0, link.value()).putInt(4, classifier.value());
        Libc.check("bpf BPF_LINK_UPDATE", Libc.bpf(BPF_LINK_UPDATE, call, LINK_BYTES));
    }

    /** Bytes that end with the structure's zeros. */
    static byte[] ascii(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length >= TEXT) {
            throw new IllegalArgumentException(text + " is longer than " + (TEXT - 1) + " bytes");
        }
        return bytes;
    }
}
