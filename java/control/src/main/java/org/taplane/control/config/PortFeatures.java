package org.taplane.control.config;

/**
 * What a port of any type may be asked to do with frames.
 *
 * @param isolated whether it exchanges no frames with the other isolated ports of its bridge
 * @param enabled whether frames come in or leave by it at all
 * @param lldp off on a port that is no link
 */
public record PortFeatures(StormLimits stormControl, boolean isolated, boolean enabled, LldpConfig lldp) {
    public static final PortFeatures NONE = new PortFeatures(StormLimits.NONE, false, true, LldpConfig.OFF);
}
