package org.taplane.control.config.load;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;
import org.taplane.control.config.InterfaceAddress;
import org.taplane.control.config.yaml.YamlNode.Scalar;

/** Reads literal IP addresses; never asks a name service. */
final class IpAddresses {
    /** The address of one host, valid beyond its link. */
    static final ValueReader<InetAddress> UNICAST = (node, problems) ->
            Values.scalar(node, IpAddresses.UNICAST_RULE, problems).flatMap(text -> unicast(text, problems));

    static final ValueReader<InetAddress> MULTICAST = (node, problems) ->
            Values.scalar(node, IpAddresses.MULTICAST_RULE, problems).flatMap(text -> multicast(text, problems));

    /** {@code 10.0.10.2/24}. */
    static final ValueReader<InterfaceAddress> WITH_PREFIX = (node, problems) ->
            Values.scalar(node, IpAddresses.PREFIX_RULE, problems).flatMap(text -> withPrefix(text, problems));

    /** A network: {@code 10.0.0.0/8}, {@code 0.0.0.0/0}. */
    static final ValueReader<InterfaceAddress> NETWORK = (node, problems) ->
            Values.scalar(node, IpAddresses.NETWORK_RULE, problems).flatMap(text -> network(text, problems));

    /** The address of a router on the link, which for IPv6 may be one of the link. */
    static final ValueReader<InetAddress> GATEWAY = (node, problems) ->
            Values.scalar(node, IpAddresses.GATEWAY_RULE, problems).flatMap(text -> gateway(text, problems));

    private static final String NETWORK_RULE = "a network such as 10.0.0.0/8 or fd00::/16, without host bits";
    private static final String GATEWAY_RULE = "the IP address of a router such as 10.0.10.1 or fe80::1";
    private static final String UNICAST_RULE = "a unicast IP address such as 10.98.0.1 or fd00::1";
    private static final String MULTICAST_RULE = "a multicast IP address such as 239.1.1.1 or ff05::1";
    private static final String PREFIX_RULE = "an IP address with its prefix length such as 10.0.10.2/24 or fd00::2/64";

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("(?=.*:)[0-9A-Fa-f:.]{2,45}");
    private static final String BROADCAST = "255.255.255.255";

    private IpAddresses() {}

    static boolean sameFamily(InetAddress one, InetAddress other) {
        return one.getClass() == other.getClass();
    }

    static String family(InetAddress address) {
        return address instanceof Inet4Address ? "IPv4" : "IPv6";
    }

    private static Optional<InetAddress> unicast(Scalar scalar, Problems problems) {
        return literal(scalar, scalar.text(), UNICAST_RULE, problems).flatMap(address -> {
            String fault = notUnicast(address);
            return fault.isEmpty()
                    ? Optional.of(address)
                    : problems.reject(scalar.at(), scalar.text() + " is " + fault, UNICAST_RULE);
        });
    }

    /** Empty if it is. A link-local IPv6 address would need a zone, which a tunnel endpoint has none of. */
    private static String notUnicast(InetAddress address) {
        if (address.isMulticastAddress()) {
            return "a multicast address";
        }
        if (address.isAnyLocalAddress()) {
            return "the unspecified address";
        }
        if (address.getHostAddress().equals(BROADCAST)) {
            return "the broadcast address";
        }
        return address instanceof Inet6Address && address.isLinkLocalAddress() ? "a link-local address" : "";
    }

    private static Optional<InetAddress> multicast(Scalar scalar, Problems problems) {
        return literal(scalar, scalar.text(), MULTICAST_RULE, problems)
                .flatMap(address -> address.isMulticastAddress()
                        ? Optional.of(address)
                        : problems.reject(scalar.at(), scalar.text() + " is not a multicast address", MULTICAST_RULE));
    }

    private static Optional<InetAddress> gateway(Scalar scalar, Problems problems) {
        return literal(scalar, scalar.text(), GATEWAY_RULE, problems)
                .flatMap(address -> address.isMulticastAddress() || address.isAnyLocalAddress()
                        ? problems.reject(scalar.at(), scalar.text() + " is not the address of a host", GATEWAY_RULE)
                        : Optional.of(address));
    }

    private static Optional<InterfaceAddress> network(Scalar scalar, Problems problems) {
        String text = scalar.text();
        int slash = text.indexOf('/');
        if (slash < 0) {
            return problems.reject(scalar.at(), Wording.quote(text) + " has no prefix length", NETWORK_RULE);
        }
        return literal(scalar, text.substring(0, slash), NETWORK_RULE, problems)
                .flatMap(address -> prefix(scalar, address, text.substring(slash + 1), problems))
                .flatMap(network -> hasHostBits(network)
                        ? problems.reject(scalar.at(), Wording.quote(text) + " has host bits", NETWORK_RULE)
                        : Optional.of(network));
    }

    private static boolean hasHostBits(InterfaceAddress network) {
        BigInteger bits = new BigInteger(1, network.address().getAddress());
        int hostBits = network.address().getAddress().length * Byte.SIZE - network.prefixLength();
        return bits.signum() != 0 && bits.getLowestSetBit() < hostBits;
    }

    private static Optional<InterfaceAddress> withPrefix(Scalar scalar, Problems problems) {
        String text = scalar.text();
        int slash = text.indexOf('/');
        if (slash < 0) {
            return problems.reject(scalar.at(), Wording.quote(text) + " has no prefix length", PREFIX_RULE);
        }
        return literal(scalar, text.substring(0, slash), PREFIX_RULE, problems)
                .flatMap(address -> interfaceAddress(scalar, address, text.substring(slash + 1), problems));
    }

    private static Optional<InterfaceAddress> interfaceAddress(
            Scalar scalar, InetAddress address, String prefix, Problems problems) {
        if (address.isMulticastAddress() || address.isAnyLocalAddress()) {
            return problems.reject(
                    scalar.at(), Wording.quote(scalar.text()) + " is not the address of a host", PREFIX_RULE);
        }
        return prefix(scalar, address, prefix, problems);
    }

    private static Optional<InterfaceAddress> prefix(
            Scalar scalar, InetAddress address, String prefix, Problems problems) {
        int longest = address.getAddress().length * Byte.SIZE;
        String expected = "a prefix length from 0 to " + longest;
        return Values.number(scalar, prefix, expected, 0, longest, problems)
                .map(length -> new InterfaceAddress(address, length));
    }

    /** An address that is the text, or a part of the text, of a scalar. */
    static Optional<InetAddress> literal(Scalar scalar, String text, String expected, Problems problems) {
        Optional<InetAddress> address = literal(text);
        return address.isPresent()
                ? address
                : problems.reject(scalar.at(), Wording.quote(text) + " is not an IP address", expected);
    }

    /** The JDK's own parsers take more than is meant here: {@code 10.1}, zones, brackets, IPv4 written as IPv6. */
    private static Optional<InetAddress> literal(String text) {
        if (IPV4.matcher(text).matches()) {
            return Optional.of(Inet4Address.ofLiteral(text));
        }
        return IPV6_CHARACTERS.matcher(text).matches() ? ipv6(text) : Optional.empty();
    }

    private static Optional<InetAddress> ipv6(String text) {
        try {
            return Optional.of(Inet6Address.ofLiteral(text)).filter(Inet6Address.class::isInstance);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
