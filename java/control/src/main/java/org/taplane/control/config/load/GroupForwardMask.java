package org.taplane.control.config.load;

import java.util.Optional;
import java.util.regex.Pattern;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Scalar;

/** Reads which reserved group addresses a bridge relays: a bit each, as the Linux bridge has it. */
final class GroupForwardMask {
    private static final String EXPECTED = "a mask from 0 to 0x%x without the bits 0, 1 and 2, such as 0x4000 for LLDP"
            .formatted(BridgeConfig.FORWARDABLE);
    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9a-fA-F]{1,4}");
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,4}");

    private GroupForwardMask() {}

    static Optional<Integer> read(YamlNode node, Problems problems) {
        return Values.scalar(node, EXPECTED, problems).flatMap(scalar -> mask(scalar, problems));
    }

    private static Optional<Integer> mask(Scalar scalar, Problems problems) {
        int mask = number(scalar.text());
        if (mask < 0) {
            return problems.reject(scalar.at(), Wording.quote(scalar.text()) + " is not a mask", EXPECTED);
        }
        return (mask & ~BridgeConfig.FORWARDABLE) == 0
                ? Optional.of(mask)
                : problems.reject(scalar.at(), scalar.text() + " has bits that cannot be chosen", EXPECTED);
    }

    /** -1 if it is none. */
    private static int number(String text) {
        if (HEXADECIMAL.matcher(text).matches()) {
            return Integer.parseInt(text.substring(2), 16);
        }
        return DECIMAL.matcher(text).matches() ? Integer.parseInt(text) : -1;
    }
}
