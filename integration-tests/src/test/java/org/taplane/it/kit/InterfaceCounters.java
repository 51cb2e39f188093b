package org.taplane.it.kit;

/** What an interface received so far. */
public record InterfaceCounters(long packets, long bytes) {
    public static InterfaceCounters of(Namespace at, String device) {
        return new InterfaceCounters(read(at, device, "rx_packets"), read(at, device, "rx_bytes"));
    }

    private static long read(Namespace at, String device, String counter) {
        String file = "/sys/class/net/%s/statistics/%s".formatted(device, counter);
        return Long.parseLong(at.run("cat " + file).output().strip());
    }

    public InterfaceCounters since(InterfaceCounters earlier) {
        return new InterfaceCounters(packets - earlier.packets, bytes - earlier.bytes);
    }
}
