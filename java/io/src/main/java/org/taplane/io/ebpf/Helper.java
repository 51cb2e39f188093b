package org.taplane.io.ebpf;

/** Functions of the kernel that a program may call (bpf-helpers(7)); arguments are in R1 to R5, the result is in R0. */
public enum Helper {
    /** (map, pointer to key): pointer to the value, or 0. */
    MAP_LOOKUP_ELEM(1),
    /** (context, protocol in network order, tag control information): 0, or an error. */
    SKB_VLAN_PUSH(18),
    /** (context): 0, or an error. */
    SKB_VLAN_POP(19),
    /** (interface, 0): what the program is to return, so that the frame leaves by the interface. */
    REDIRECT(23),
    /** (interface of this end, 0): likewise, so that it is received by the other end of a veth. Since Linux 5.10. */
    REDIRECT_PEER(155),
    /** (): nanoseconds since the start of the machine, of the last tick. Since Linux 5.11. */
    KTIME_GET_COARSE_NS(160);

    private final int number;

    Helper(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
