package org.taplane.it.kit;

/** What a scenario runs against: the kernel as the oracle that proves the test, and Taplane in several settings. */
public enum Device {
    KERNEL(0, ""),
    TAPLANE_1(1, ""),
    TAPLANE_2(2, ""),
    TAPLANE_4(4, ""),
    /** TAP devices are read by io_uring; only for scenarios that ask for it, or when it is selected. */
    TAPLANE_URING(2, "io: io_uring\n");

    private final int workers;
    private final String settings;

    Device(int workers, String settings) {
        this.workers = workers;
        this.settings = settings;
    }

    /** Forwarding threads of the daemon. */
    int workers() {
        return workers;
    }

    /** More of the daemon's configuration. */
    String settings() {
        return settings;
    }

    public boolean isKernel() {
        return this == KERNEL;
    }
}
