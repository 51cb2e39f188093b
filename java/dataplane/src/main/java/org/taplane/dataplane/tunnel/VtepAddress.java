package org.taplane.dataplane.tunnel;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Address of a tunnel endpoint as 128 bits in network order; IPv4 is ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2), as in
 * a burst's descriptor.
 */
public record VtepAddress(long high, long low) {
    private static final long MAPPED = 0xffff_0000_0000L;
    private static final long IPV4_MASK = 0xffff_ffffL;

    public static VtepAddress of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address
                ? new VtepAddress(0, MAPPED | (bytes.getInt() & IPV4_MASK))
                : new VtepAddress(bytes.getLong(), bytes.getLong());
    }

    public boolean isIpv4() {
        return isIpv4(high, low);
    }

    public boolean isMulticast() {
        return isMulticast(high, low);
    }

    /** The address for Java's own networking; an IPv4 address becomes an {@link Inet4Address}. */
    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(bytes());
        } catch (UnknownHostException e) {
            throw new AssertionError("sixteen bytes are an address", e);
        }
    }

    /** The sixteen bytes, in network order. */
    public byte[] bytes() {
        return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    @Override
    public String toString() {
        return toInetAddress().getHostAddress();
    }

    static boolean isIpv4(long high, long low) {
        return high == 0 && (low & ~IPV4_MASK) == MAPPED;
    }

    static boolean isMulticast(long high, long low) {
        return isIpv4(high, low) ? (low >>> 28 & 0xf) == 0xe : high >>> 56 == 0xff;
    }

    /** Whether one station can have this address: it is not zero, a group, or the IPv4 broadcast. */
    static boolean isUnicast(long high, long low) {
        return !isMulticast(high, low) && (high | (low & IPV4_MASK)) != 0 && !isIpv4Broadcast(high, low);
    }

    private static boolean isIpv4Broadcast(long high, long low) {
        return isIpv4(high, low) && (low & IPV4_MASK) == IPV4_MASK;
    }
}
