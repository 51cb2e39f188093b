package org.taplane.io.tap;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.taplane.io.ebpf.Ebpf;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.SysException;

/**
 * Which queue of a TAP device with several the kernel puts a frame into: by {@link FlowProgram}, that of its flow.
 *
 * <p>Without a program the kernel keeps a table of flows (tun_flow_update of {@code drivers/net/tun.c}): it hashes every
 * frame that is written to the device, to send what comes back by the queue of the writer. That costs each frame, and
 * moves a flow from queue to queue, where its frames may overtake each other.
 */
public final class FlowSteering implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FlowSteering.class);

    private final Optional<Fd> program;

    private FlowSteering(Optional<Fd> program) {
        this.program = program;
    }

    /** For devices of {@code queues}; if this process may not load the program, one that leaves all to the kernel. */
    public static FlowSteering among(int queues) {
        return queues == 1 ? byKernel() : byProgram();
    }

    private static FlowSteering byProgram() {
        try {
            return new FlowSteering(Optional.of(Ebpf.load("taplane_flow", FlowProgram.assemble())));
        } catch (SysException e) {
            LOG.info("flows are distributed by the kernel's own table, which costs more: {}", e.getMessage());
            return byKernel();
        }
    }

    private static FlowSteering byKernel() {
        return new FlowSteering(Optional.empty());
    }

    /** Has an effect on the whole device that {@code queue} is of, as long as the device lives. */
    void apply(Fd queue) {
        program.ifPresent(chosen -> TunIoctl.setSteering(queue, chosen));
    }

    /** Devices keep what they were given. */
    @Override
    public void close() {
        program.ifPresent(Fd::close);
    }
}
