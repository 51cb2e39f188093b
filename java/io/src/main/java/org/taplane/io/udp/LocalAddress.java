package org.taplane.io.udp;

import java.util.Optional;
import org.taplane.dataplane.tunnel.VtepAddress;
import org.taplane.io.netlink.InterfaceAddress;
import org.taplane.io.netlink.Rtnetlink;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Netns;
import org.taplane.io.sys.SysException;

/**
 * Whether the machine has an address to send from. A bind is asked, not the list of addresses, because the kernel also
 * knows addresses that no interface has: all of 127.0.0.0/8, local routes. In the network namespace of the calling thread.
 */
public final class LocalAddress {
    private LocalAddress() {}

    /** Why nothing can be sent from the address at the moment, in the operator's words; empty if it can. */
    public static Optional<String> obstacle(VtepAddress address) {
        try {
            bind(address);
            return Optional.empty();
        } catch (SysException refusal) {
            return Optional.of(announced(address)
                    .map(found -> found.isDuplicate()
                            ? "local address " + address + " is a duplicate: another machine has it too"
                            : "local address " + address + " is tentative")
                    .orElseGet(() -> "local address " + address + " is missing"));
        }
    }

    /**
     * Accepts an address that is usable, or that an interface has though it is not usable yet.
     *
     * @throws SysException for any other
     */
    public static void require(VtepAddress address) {
        try {
            bind(address);
        } catch (SysException refusal) {
            if (refusal.errno() != Errno.EADDRNOTAVAIL || announced(address).isEmpty()) {
                throw refusal;
            }
        }
    }

    private static void bind(VtepAddress address) {
        IpFamily family = IpFamily.of(address);
        try (Fd probe = UdpSocket.open(family)) {
            UdpSocket.bind(probe, family, address, 0);
        }
    }

    private static Optional<InterfaceAddress> announced(VtepAddress address) {
        try (Rtnetlink host = Rtnetlink.open(Netns.own())) {
            return host.addresses().stream()
                    .filter(each -> each.address().equals(address.toInetAddress()))
                    .findFirst();
        }
    }
}
