package org.taplane.daemon.ports;

import java.util.Optional;
import org.taplane.control.config.GuestTapConfig;
import org.taplane.control.config.PacketConfig;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.SocketPortConfig;
import org.taplane.control.config.TapConfig;
import org.taplane.control.config.Underlay;
import org.taplane.control.config.VethConfig;
import org.taplane.control.config.VxlanConfig;
import org.taplane.io.sys.SysException;

/** The system refused what a port needs. */
public final class PortException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String port;
    private final String expected;

    public PortException(PortConfig config, RuntimeException cause) {
        super("port " + config.name() + ": " + cause.getMessage(), cause);
        this.port = config.name();
        this.expected = known(cause).orElseGet(() -> expectation(config));
    }

    /** What the system call itself knows is nearer to the fault than what such a port needs in all. */
    private static Optional<String> known(RuntimeException cause) {
        return cause instanceof SysException refusal ? refusal.expected() : Optional.empty();
    }

    private static String expectation(PortConfig config) {
        return switch (config) {
            case TapConfig tap ->
                "a free interface name, an existing network namespace and permission to create a TAP device";
            case VethConfig veth ->
                "a free interface name, an existing network namespace and permission to create network namespaces and veth"
                        + " devices and to open packet sockets";
            case GuestTapConfig guest ->
                "a free interface name, an existing network namespace, user and group, and permission to create a TAP"
                        + " device and to open packet sockets";
            case PacketConfig packet -> "an existing interface and permission to open packet sockets";
            case VxlanConfig vxlan
            when vxlan.underlay() == Underlay.TAP ->
                "a local address that the machine has no other use for, a free interface name and permission to create a"
                        + " TAP device";
            case SocketPortConfig socket -> "an address of this machine that nobody else uses";
            case VxlanConfig vxlan -> "a local address of this machine with a free UDP port, and an existing device";
        };
    }

    /** Name of the port: the configuration knows where it stands. */
    public String port() {
        return port;
    }

    /** What is wrong, in the operator's words. */
    public String problem() {
        return String.valueOf(getMessage());
    }

    /** What would have been right. */
    public String expected() {
        return expected;
    }
}
