package org.taplane.control.config.load;

import java.util.Optional;
import java.util.OptionalLong;
import org.taplane.control.config.yaml.YamlNode.Scalar;
import org.taplane.wire.Ethernet;
import org.taplane.wire.MacAddress;

/** Reads MAC addresses, the first octet into bits 47 to 40. */
final class MacAddresses {
    /** The address of one station: neither a group's nor zero. */
    static final ValueReader<Long> UNICAST = (node, problems) ->
            Values.scalar(node, MacAddresses.EXPECTED, problems).flatMap(text -> unicast(text, problems));

    private static final String EXPECTED = "a unicast MAC address such as 02:00:00:00:00:01";

    private MacAddresses() {}

    private static Optional<Long> unicast(Scalar scalar, Problems problems) {
        String text = scalar.text();
        OptionalLong mac = MacAddress.parse(text);
        if (mac.isEmpty()) {
            return problems.reject(scalar.at(), Wording.quote(text) + " is not a MAC address", EXPECTED);
        }
        if (Ethernet.isGroup(mac.getAsLong())) {
            return problems.reject(scalar.at(), "the MAC address " + text + " is a group address", EXPECTED);
        }
        return mac.getAsLong() == 0
                ? problems.reject(scalar.at(), "the MAC address is zero", EXPECTED)
                : Optional.of(mac.getAsLong());
    }
}
