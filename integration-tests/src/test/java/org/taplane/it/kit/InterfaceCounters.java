package org.taplane.it.kit;

/** What an interface received, or sent, so far. */
public record InterfaceCounters(long packets, long bytes) {
    /** What it received. */
    public static InterfaceCounters of(Namespace at, String device) {
        return of(at, device, "rx");
    }

    /** What it sent. */
    public static InterfaceCounters ofSent(Namespace at, String device) {
        return of(at, device, "tx");
    }

    private static InterfaceCounters of(Namespace at, String device, String way) {
        return new InterfaceCounters(read(at, device, way + "_packets"), read(at, device, way + "_bytes"));
    }

    private static long read(Namespace at, String device, String counter) {
        String file = "/sys/class/net/%s/statistics/%s".formatted(device, counter);
        return Long.parseLong(at.run("cat " + file).output().strip());
    }

    public InterfaceCounters since(InterfaceCounters earlier) {
        return new InterfaceCounters(packets - earlier.packets, bytes - earlier.bytes);
    }

    /** Bytes of a packet, on average. */
    public long bytesEach() {
        return bytes / packets;
    }
}
