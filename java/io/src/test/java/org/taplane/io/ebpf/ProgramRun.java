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

    /** Of a program that sees a packet from its first byte on. */
    public static int of(Fd program, byte[] packet) {
        byte[] frame = new byte[LINK_HEADER + packet.length];
        System.arraycopy(packet, 0, frame, LINK_HEADER, packet.length);
        return ofFrame(program, frame);
    }

    /** Of a classifier, which sees the link header. The frame comes in by the loopback interface. */
    public static int ofFrame(Fd program, byte[] frame) {
        ByteBuffer call = Libc.struct(ATTRIBUTES + frame.length);
        call.putInt(0, program.value())
                .putInt(8, frame.length)
                .putLong(16, Libc.address(call) + ATTRIBUTES)
                .put(ATTRIBUTES, frame);
        Libc.check("bpf BPF_PROG_TEST_RUN", Libc.bpf(BPF_PROG_TEST_RUN, call, ATTRIBUTES));
        return call.getInt(4);
    }
}
