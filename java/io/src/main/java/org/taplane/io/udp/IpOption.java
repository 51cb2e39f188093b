package org.taplane.io.udp;

import java.nio.ByteBuffer;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Sockets;

/** Socket options that mean the same in both families, by their numbers in each ({@code linux/in.h}, {@code linux/in6.h}). */
enum IpOption {
    /** TOS byte, traffic class. */
    TOS(1, 67),
    TTL(2, 16),
    /** Whether to fragment; see {@link #DONT_FRAGMENT}. */
    MTU_DISCOVER(10, 23),
    /** Whether an address may be bound that is not there yet. */
    FREEBIND(15, 78),
    /** TOS byte with every datagram received. */
    RECEIVE_TOS(13, 66),
    /** Known MTU of the path to where the socket is connected. */
    PATH_MTU(14, 24),
    MULTICAST_INTERFACE(32, 17),
    MULTICAST_TTL(33, 18),
    MULTICAST_LOOP(34, 19),
    ADD_MEMBERSHIP(35, 20),
    DROP_MEMBERSHIP(36, 21),
    /** Whether groups that other sockets joined are delivered too. */
    MULTICAST_ALL(49, 29);

    /** Never fragment, and refuse with EMSGSIZE what is longer than the path's known MTU. */
    static final int DONT_FRAGMENT = 2;

    private final int ipv4;
    private final int ipv6;

    IpOption(int ipv4, int ipv6) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    void set(Fd socket, IpFamily family, int value) {
        Sockets.setOption(socket, family.level, number(family), value, name());
    }

    void set(Fd socket, IpFamily family, ByteBuffer value) {
        Sockets.setOption(socket, family.level, number(family), value, name());
    }

    int get(Fd socket, IpFamily family) {
        return Sockets.option(socket, family.level, number(family), name());
    }

    private int number(IpFamily family) {
        return family == IpFamily.IPV4 ? ipv4 : ipv6;
    }
}
