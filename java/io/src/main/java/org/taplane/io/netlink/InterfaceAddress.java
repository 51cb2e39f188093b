package org.taplane.io.netlink;

import java.net.InetAddress;

/**
 * An address that an interface has.
 *
 * @param index of the interface
 * @param flags IFA_F_ bits of {@code linux/if_addr.h}
 */
public record InterfaceAddress(int index, InetAddress address, int flags) {
    private static final int IFA_F_DADFAILED = 0x08;
    private static final int IFA_F_TENTATIVE = 0x40;

    /** Whether duplicate address detection (RFC 4862 section 5.4) has not ended yet, or has failed. */
    public boolean isTentative() {
        return (flags & IFA_F_TENTATIVE) != 0;
    }

    /** Whether duplicate address detection found another machine that has the address. */
    public boolean isDuplicate() {
        return (flags & IFA_F_DADFAILED) != 0;
    }
}
