package org.taplane.dataplane.bridge;

import org.taplane.wire.Ethernet;

/**
 * Which of the sixteen reserved group addresses, 01-80-C2-00-00-00 to -0F (IEEE 802.1Q table 8-1), a bridge relays like
 * any other group address. To the others it keeps what it does not take for itself: they belong to the link.
 *
 * @param relayed bit n: the address that ends in n
 */
public record ReservedAddresses(int relayed) {
    /** How many there are: bits of {@link #relayed}. */
    public static final int COUNT = 16;

    /** -00, the bridge group address: a bridge without spanning tree is transparent to those who take part in it. */
    private static final int SPANNING_TREE = 1;

    /** What is relayed without a word from the operator; it is what the Linux bridge relays. */
    public static final ReservedAddresses STANDARD = of(0);

    /** What is relayed beside the standard ones, a bit each. */
    public static ReservedAddresses of(int more) {
        return new ReservedAddresses(more | SPANNING_TREE);
    }

    static boolean contain(long address) {
        return (address & -COUNT) == Ethernet.BRIDGE_GROUP;
    }

    /** @param reserved one of them */
    boolean relay(long reserved) {
        return (relayed & 1 << (int) (reserved & COUNT - 1)) != 0;
    }
}
