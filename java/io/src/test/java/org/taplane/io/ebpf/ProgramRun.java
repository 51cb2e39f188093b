package org.taplane.io.ebpf;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;

/** What a loaded program makes of one packet, by the kernel itself. */
public final class ProgramRun {
    private static final int BPF_PROG_TEST_RUN = 10;

    /**
     * {@code union bpf_attr {u32 prog_fd, retval, data_size_in, data_size_out; u64 data_in, data_out; u32 repeat, duration,
     * ctx_size_in, ctx_size_out; u64 ctx_in, ctx_out}}.
     */
    private static final int ATTRIBUTES = 64;

    /** {@code struct __sk_buff} of linux/bpf.h, as far as it is given. */
    private static final int CONTEXT = 192;

    private static final int MARK = 8;
    private static final int GSO_SIZE = 176;

    /** By how much a program may make a frame longer. */
    private static final int GROWTH = 64;

    /** The kernel takes a link header off a test's packet, which a device's frame still has. */
    private static final int LINK_HEADER = 14;

    private final int result;
    private final byte[] frame;

    private ProgramRun(int result, byte[] frame) {
        this.result = result;
        this.frame = frame;
    }

    /** What the program returned. */
    public int result() {
        return result;
    }

    /** What is in the packet's memory by then, link header included; a tag beside it is not. */
    public byte[] frame() {
        return frame;
    }

    /** The result of a program that sees a packet from its first byte on. */
    public static int of(Fd program, byte[] packet) {
        byte[] frame = new byte[LINK_HEADER + packet.length];
        System.arraycopy(packet, 0, frame, LINK_HEADER, packet.length);
        return ofFrame(program, frame);
    }

    /** The result of a classifier, which sees the link header. The frame comes in by the loopback interface. */
    public static int ofFrame(Fd program, byte[] frame) {
        ByteBuffer call = Libc.struct(ATTRIBUTES + frame.length);
        call.putInt(0, program.value())
                .putInt(8, frame.length)
                .putLong(16, Libc.address(call) + ATTRIBUTES)
                .put(ATTRIBUTES, frame);
        run(call);
        return call.getInt(4);
    }

    /** As {@link #ofFrame(Fd, byte[])}, of a frame with a mark, which says to the program what a test wants. */
    public static ProgramRun ofFrame(Fd program, byte[] frame, int mark) {
        return of(program, frame, MARK, mark);
    }

    /** As {@link #ofFrame(Fd, byte[])}, of a frame to be cut, so that the last headers have so many bytes behind them. */
    public static ProgramRun ofSegments(Fd program, byte[] frame, int size) {
        return of(program, frame, GSO_SIZE, size);
    }

    private static ProgramRun of(Fd program, byte[] frame, int field, int value) {
        int data = ATTRIBUTES + CONTEXT;
        int out = data + frame.length;
        ByteBuffer call = Libc.struct(out + frame.length + GROWTH);
        call.putInt(0, program.value())
                .putInt(8, frame.length)
                .putInt(12, frame.length + GROWTH)
                .putLong(16, Libc.address(call) + data)
                .putLong(24, Libc.address(call) + out)
                .putInt(40, CONTEXT)
                .putLong(48, Libc.address(call) + ATTRIBUTES)
                .putInt(ATTRIBUTES + field, value)
                .put(data, frame);
        run(call);
        byte[] after = new byte[call.getInt(12)];
        call.get(out, after);
        return new ProgramRun(call.getInt(4), after);
    }

    private static void run(ByteBuffer call) {
        try {
            Libc.check("bpf BPF_PROG_TEST_RUN", Libc.bpf(BPF_PROG_TEST_RUN, call, ATTRIBUTES));
        } finally {
            Reference.reachabilityFence(call);
        }
    }
}
