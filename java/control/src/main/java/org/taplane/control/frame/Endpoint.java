package org.taplane.control.frame;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One end of a conversation.
 *
 * @param address IPv4 or IPv6
 * @param port of TCP or UDP, 0 to 65535
 */
record Endpoint(InetAddress address, int port) {
    private static final int MAX_PORT = 65_535;
    private static final Pattern WITH_PORT = Pattern.compile("(?:\\[(?<v6>[0-9A-Fa-f:.]+)\\]|(?<v4>[0-9.]+)):(?<port>[0-9]{1,5})");

    /** Reads {@code 10.0.0.1:80} or {@code [2001:db8::1]:80}. */
    static Endpoint withPort(String text) throws FrameException {
        Matcher parts = WITH_PORT.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group("port")) > MAX_PORT) {
            throw new FrameException("\"" + text + "\" is no address with a port; expected 10.0.0.1:80 or [2001:db8::1]:80");
        }
        String v6 = parts.group("v6");
        return new Endpoint(
                address(v6 == null ? parts.group("v4") : v6).address(), Integer.parseInt(parts.group("port")));
    }

    /** Reads an address. */
    static Endpoint address(String text) throws FrameException {
        // no host name ever gets to the resolver: InetAddress asks it for what is no literal
        if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*")) {
            throw nonsense(text);
        }
        try {
            return new Endpoint(InetAddress.getByName(text), 0);
        } catch (UnknownHostException e) {
            throw nonsense(text);
        }
    }

    private static FrameException nonsense(String text) {
        return new FrameException("\"" + text + "\" is no IP address; expected 10.0.0.1 or 2001:db8::1");
    }

    boolean isIpv4() {
        return address instanceof Inet4Address;
    }
}
