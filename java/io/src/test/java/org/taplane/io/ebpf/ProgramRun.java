package org.taplane.io.ebpf;

import java.nio.ByteBuffer;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;

/** What a loaded program makes of one packet, by the kernel itself. */
public final class ProgramRun {
    private static final int BPF_PROG_TEST_RUN = 10;

    /** {@code union bpf_attr {u32 prog_fd, retval, data_size_in, data_size_out; u64 data_in, data_out; ...}}. */
    private static final int ATTRIBUTES = 40;

    /** The kernel takes a link header off a test's packet, which a device's frame still has. */
    private static final int LINK_HEADER = 14;

    private ProgramRun() {}

    public static int of(Fd program, byte[] packet) {
        ByteBuffer call = Libc.struct(ATTRIBUTES + LINK_HEADER + packet.length);
        call.putInt(0, program.value())
                .putInt(8, LINK_HEADER + packet.length)
                .putLong(16, Libc.address(call) + ATTRIBUTES)
                .put(ATTRIBUTES + LINK_HEADER, packet);
        Libc.check("bpf BPF_PROG_TEST_RUN", Libc.bpf(BPF_PROG_TEST_RUN, call, ATTRIBUTES));
        return call.getInt(4);
    }
}
