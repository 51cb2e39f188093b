package org.taplane.wire;

import java.nio.ByteOrder;

/**
 * The checksum of IP, TCP and UDP: the ones' complement of the ones' complement sum of 16-bit words (RFC 1071).
 *
 * <p>A <em>sum</em> here is not complemented yet and folded to 16 bits; sums are added with {@code +} and brought back
 * to 16 bits with {@link #fold}. The sum of bytes that are not all zero is never 0: zero comes out as 0xffff.
 */
public final class InternetChecksum {
    private static final boolean SWAP = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final long LOW = 0xffff_ffffL;
    private static final int BULK = 128;

    private InternetChecksum() {}

    /** The checksum of {@code length} bytes. */
    public static int of(Slab slab, int at, int length) {
        return finish(sum(slab, at, length));
    }

    /** The checksum that belongs to a sum. */
    public static int finish(long sum) {
        return ~fold(sum) & 0xffff;
    }

    /** {@code sum}, which is not negative, folded to 16 bits. */
    public static int fold(long sum) {
        long folded = (sum & LOW) + (sum >>> 32);
        folded = (folded & 0xffff) + (folded >>> 16 & 0xffff) + (folded >>> 32);
        folded = (folded & 0xffff) + (folded >>> 16);
        return (int) ((folded & 0xffff) + (folded >>> 16));
    }

    /**
     * The sum of {@code length} bytes; an odd last byte counts as if a zero followed.
     *
     * <p>The order of bytes does not matter until the end (RFC 1071 section 2.B), so words are read as the machine has
     * them. Eight bytes at a time are added as two halves, which cannot overflow 64 bits, so no carry is looked at
     * before the end.
     */
    public static int sum(Slab slab, int at, int length) {
        int end = at + length;
        int bulk = at + (length & -BULK);
        long sum = length < BULK ? 0 : sumOfBulk(slab, at, bulk);
        return toNetworkOrder(fold(sum + sumOfRest(slab, bulk, end)));
    }

    /**
     * This plain, the JIT turns the loop into vector instructions; unrolled by hand it is five times slower. It is a
     * method of its own so that its profile knows long payloads only: after a few headers of 20 bytes the JIT would
     * believe that a vector is not worth its while.
     */
    private static long sumOfBulk(Slab slab, int at, int end) {
        long sum = 0;
        for (int i = at; i < end; i += Long.BYTES) {
            long word = slab.native64(i);
            sum += (word & LOW) + (word >>> 32);
        }
        return sum;
    }

    private static long sumOfRest(Slab slab, int at, int end) {
        long sum = 0;
        int i = at;
        for (; end - i >= 4; i += 4) {
            sum += slab.native32(i) & LOW;
        }
        if (end - i >= 2) {
            sum += slab.native16(i);
            i += 2;
        }
        return i < end ? sum + lastByte(slab.u8(i)) : sum;
    }

    /** The byte that comes first on the wire is the low one of a little-endian word. */
    private static int lastByte(int value) {
        return SWAP ? value : value << 8;
    }

    private static int toNetworkOrder(int sum) {
        return SWAP ? Short.toUnsignedInt(Short.reverseBytes((short) sum)) : sum;
    }

    /** The sum of the IPv4 pseudo header (RFC 9293 section 3.1) of {@code length} bytes of {@code protocol}. */
    public static int pseudoIpv4(Slab slab, int ip, int protocol, int length) {
        long addresses = Ipv4.addresses(slab, ip);
        return fold((addresses & LOW) + (addresses >>> 32) + protocol + length);
    }

    /** The sum of the IPv6 pseudo header (RFC 8200 section 8.1) of {@code length} bytes of {@code protocol}. */
    public static int pseudoIpv6(Slab slab, int ip, int protocol, int length) {
        long addresses = halves(Ipv6.sourceHigh(slab, ip))
                + halves(Ipv6.sourceLow(slab, ip))
                + halves(Ipv6.destinationHigh(slab, ip))
                + halves(Ipv6.destinationLow(slab, ip));
        return fold(addresses + protocol + length);
    }

    private static long halves(long value) {
        return (value & LOW) + (value >>> 32);
    }

    /** {@code checksum} after a 16-bit word under it changed (RFC 1624 equation 3). */
    public static int update(int checksum, int before, int after) {
        return finish((~checksum & 0xffff) + (~before & 0xffff) + (long) after);
    }
}
