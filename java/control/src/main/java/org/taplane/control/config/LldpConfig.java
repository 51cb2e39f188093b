package org.taplane.control.config;

import java.time.Duration;

/**
 * What a port does of the Link Layer Discovery Protocol.
 *
 * @param transmit whether the switch tells its neighbours of itself
 * @param receive whether it listens to what they tell
 * @param ttl for which neighbours may believe what it tells; whole seconds
 */
public record LldpConfig(boolean transmit, boolean receive, Duration ttl) {
    public static final Duration DEFAULT_TTL = Duration.ofMinutes(2);
    public static final Duration MIN_TTL = Duration.ofSeconds(4);
    public static final Duration MAX_TTL = Duration.ofSeconds(0xffff);
    public static final LldpConfig OFF = new LldpConfig(false, false, DEFAULT_TTL);
    public static final LldpConfig ON = new LldpConfig(true, true, DEFAULT_TTL);

    public boolean isOff() {
        return !transmit && !receive;
    }
}
