package org.taplane.io.underlay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.taplane.dataplane.tunnel.VtepAddress;

/** Whether the host is a router, as endpoints behind an underlay device need it. */
public final class HostForwarding {
    private static final String IPV4 = "net.ipv4.ip_forward";
    private static final String IPV6 = "net.ipv6.conf.all.forwarding";

    private HostForwarding() {}

    /** The sysctl that turns it on for the family of {@code local}. */
    public static String setting(VtepAddress local) {
        return local.isIpv4() ? IPV4 : IPV6;
    }

    /** Whether it is on in the network namespace of the calling thread; what cannot be read is taken to be. */
    public static boolean isOn(VtepAddress local) {
        try {
            return !Files.readString(Path.of("/proc/sys", setting(local).replace('.', '/')))
                    .strip()
                    .equals("0");
        } catch (IOException e) {
            return true;
        }
    }
}
