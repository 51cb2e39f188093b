package org.taplane.control.config;

/** What the daemon does if a port's device cannot be had when it starts. */
public enum OnMissing {
    /** It does not start. */
    FAIL,
    /** It starts without the device, and goes on trying. */
    WAIT
}
