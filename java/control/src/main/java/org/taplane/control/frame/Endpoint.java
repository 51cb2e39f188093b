package org.taplane.control.frame;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * One end of a conversation.
 *
 * @param address IPv4 or IPv6
 * @param port of TCP or UDP, 0 to 65535
 */
record Endpoint(InetAddress address, int port) {
    private static final int MAX_PORT = 65_535;
    private static final String IPV4 = "[0-9]{1,3}(\\.[0-9]{1,3}){3}";
    private static final String IPV6 = "[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*";

    /** Reads {@code 10.0.0.1:80} or {@code [2001:db8::1]:80}. */
    static Endpoint withPort(String text) throws FrameException {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(0, colon));
        String port = text.substring(colon + 1);
        if (!host.matches("\\[" + IPV6 + "\\]|" + IPV4)
                || !port.matches("[0-9]{1,5}")
                || Integer.parseInt(port) > MAX_PORT) {
            throw new FrameException(
                    "\"" + text + "\" is no address with a port; expected 10.0.0.1:80 or [2001:db8::1]:80");
        }
        return new Endpoint(address(host.replaceAll("[\\[\\]]", "")).address(), Integer.parseInt(port));
    }

    /** Reads an address. */
    static Endpoint address(String text) throws FrameException {
        FrameException nonsense =
                new FrameException("\"" + text + "\" is no IP address; expected 10.0.0.1 or 2001:db8::1");
        if (!text.matches(IPV4 + "|" + IPV6)) {
            throw nonsense;
        }
        try {
            return new Endpoint(InetAddress.ofLiteral(text), 0);
        } catch (IllegalArgumentException e) {
            throw nonsense;
        }
    }

    boolean isIpv4() {
        return address instanceof Inet4Address;
    }
}
