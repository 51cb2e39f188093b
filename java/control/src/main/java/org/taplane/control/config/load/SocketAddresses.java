package org.taplane.control.config.load;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.taplane.control.config.SocketAddressConfig;
import org.taplane.control.config.yaml.YamlNode.Scalar;

/** Reads addresses of sockets: an absolute path, or an IP address with a port. */
final class SocketAddresses {
    static final String LOCAL_RULE = "a path such as /run/taplane/vm1.sock, or an IP address with a port such as "
            + "127.0.0.1:5555 or [::1]:5555";
    static final String REMOTE_RULE = LOCAL_RULE + ", of one host";

    /** Where this machine can be found; may be all its addresses. */
    static final ValueReader<SocketAddressConfig> LOCAL = (node, problems) ->
            Values.scalar(node, SocketAddresses.LOCAL_RULE, problems).flatMap(text -> local(text, problems));

    /** Where one other can be found. */
    static final ValueReader<SocketAddressConfig> REMOTE = (node, problems) ->
            Values.scalar(node, SocketAddresses.REMOTE_RULE, problems).flatMap(text -> remote(text, problems));

    /** A file. */
    static final ValueReader<SocketAddressConfig.Unix> PATH =
            (node, problems) -> Values.scalar(node, SocketAddresses.PATH_RULE, problems)
                    .flatMap(text -> isPath(text)
                            ? path(text, SocketAddresses.PATH_RULE, problems)
                            : problems.reject(
                                    text.at(),
                                    Wording.quote(text.text()) + " is not an absolute path",
                                    SocketAddresses.PATH_RULE));

    private static final String PATH_RULE = "a path such as /run/taplane/vm1.sock";

    /** Permissions of a file, in octal. */
    static final ValueReader<Integer> MODE = (node, problems) ->
            Values.scalar(node, SocketAddresses.MODE_RULE, problems).flatMap(text -> mode(text, problems));

    private static final String MODE_RULE = "permissions of a file as four octal digits, from 0000 to 0777";
    private static final Pattern MODE_FORM = Pattern.compile("0[0-7]{3}");
    private static final int OCTAL = 8;

    /** The size of {@code sun_path} in {@code sockaddr_un} is 108 bytes, one of them for the terminating zero. */
    private static final int LONGEST_PATH = 107;

    private static final Pattern IP_FORM = Pattern.compile("(?:\\[([^\\[\\]]*)\\]|([^:\\[\\]]*)):([^:]*)");
    private static final int LAST_PORT = 65_535;

    private SocketAddresses() {}

    private static Optional<SocketAddressConfig> local(Scalar scalar, Problems problems) {
        return read(scalar, LOCAL_RULE, problems)
                .flatMap(address -> isGroup(address)
                        ? problems.reject(
                                scalar.at(), Wording.quote(scalar.text()) + " is a multicast address", LOCAL_RULE)
                        : Optional.of(address));
    }

    private static Optional<SocketAddressConfig> remote(Scalar scalar, Problems problems) {
        return read(scalar, REMOTE_RULE, problems)
                .flatMap(address -> isGroup(address) || isAny(address)
                        ? problems.reject(
                                scalar.at(),
                                Wording.quote(scalar.text()) + " is not the address of one host",
                                REMOTE_RULE)
                        : Optional.of(address));
    }

    private static boolean isPath(Scalar scalar) {
        return scalar.text().startsWith("/");
    }

    private static boolean isGroup(SocketAddressConfig address) {
        return address instanceof SocketAddressConfig.Inet(InetAddress host, int _) && host.isMulticastAddress();
    }

    private static boolean isAny(SocketAddressConfig address) {
        return address instanceof SocketAddressConfig.Inet(InetAddress host, int _) && host.isAnyLocalAddress();
    }

    private static Optional<SocketAddressConfig> read(Scalar scalar, String rule, Problems problems) {
        return isPath(scalar) ? path(scalar, rule, problems).map(Function.identity()) : inet(scalar, rule, problems);
    }

    private static Optional<SocketAddressConfig.Unix> path(Scalar scalar, String rule, Problems problems) {
        int bytes = scalar.text().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_PATH) {
            return problems.reject(
                    scalar.at(),
                    "the path is " + bytes + " bytes long",
                    "a path of at most " + LONGEST_PATH + " bytes");
        }
        try {
            return Optional.of(new SocketAddressConfig.Unix(Path.of(scalar.text())));
        } catch (InvalidPathException e) {
            return problems.reject(scalar.at(), Wording.quote(scalar.text()) + " is not a path", rule);
        }
    }

    private static Optional<SocketAddressConfig> inet(Scalar scalar, String rule, Problems problems) {
        Matcher parts = IP_FORM.matcher(scalar.text());
        if (!parts.matches()) {
            return problems.reject(scalar.at(), Wording.quote(scalar.text()) + " is not the address of a socket", rule);
        }
        String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
        Optional<InetAddress> address = IpAddresses.literal(scalar, host, rule, problems);
        Optional<Integer> port =
                Values.number(scalar, parts.group(3), "a port from 1 to " + LAST_PORT, 1, LAST_PORT, problems);
        return address.flatMap(found -> port.map(number -> new SocketAddressConfig.Inet(found, number)));
    }

    private static Optional<Integer> mode(Scalar scalar, Problems problems) {
        return MODE_FORM.matcher(scalar.text()).matches()
                ? Optional.of(Integer.parseInt(scalar.text(), OCTAL))
                : problems.reject(scalar.at(), Wording.quote(scalar.text()) + " is not allowed as mode", MODE_RULE);
    }
}
