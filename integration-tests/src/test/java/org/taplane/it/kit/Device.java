package org.taplane.it.kit;

/** What a scenario runs against: the kernel as the oracle that proves the test, and Taplane by number of workers. */
public enum Device {
    KERNEL(0),
    TAPLANE_1(1),
    TAPLANE_2(2),
    TAPLANE_4(4);

    private final int workers;

    Device(int workers) {
        this.workers = workers;
    }

    /** Forwarding threads of the daemon. */
    public int workers() {
        return workers;
    }

    public boolean isKernel() {
        return this == KERNEL;
    }
}
