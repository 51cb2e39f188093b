package org.taplane.control.config.load;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.taplane.control.config.LldpConfig;
import org.taplane.control.config.PortFeatures;
import org.taplane.control.config.StormLimits;
import org.taplane.control.config.yaml.YamlNode;

/** Reads the keys that ports of every type have for their features. */
final class FeaturesReader {
    private static final int MAX_RATE = 10_000_000;
    private static final String RATE_RULE = "frames a second, from 1/s to " + MAX_RATE + "/s";
    private static final Pattern RATE = Pattern.compile("([0-9]+)/s");

    private FeaturesReader() {}

    /** Of a port at the end of a link. Empty only if something was rejected. */
    static Optional<PortFeatures> ofLink(Section port) {
        return read(port, port.optional("lldp", LldpReader::read, LldpConfig.OFF));
    }

    /** Of a tunnel, which has no one other end that could say who it is. Empty only if something was rejected. */
    static Optional<PortFeatures> ofTunnel(Section port) {
        return read(port, Optional.of(LldpConfig.OFF));
    }

    private static Optional<PortFeatures> read(Section port, Optional<LldpConfig> lldp) {
        Optional<StormLimits> stormControl = port.optional("storm-control", FeaturesReader::storm, StormLimits.NONE);
        Optional<Boolean> isolated = port.optional("isolated", Values.FLAG, false);
        Optional<Boolean> enabled = port.optional("enabled", Values.FLAG, true);
        return stormControl.isPresent() && isolated.isPresent() && enabled.isPresent() && lldp.isPresent()
                ? Optional.of(new PortFeatures(stormControl.get(), isolated.get(), enabled.get(), lldp.get()))
                : Optional.empty();
    }

    private static Optional<StormLimits> storm(YamlNode node, Problems problems) {
        return Section.open("storm-control", node, problems).flatMap(section -> {
            OptionalInt broadcast = rate(section, "broadcast");
            OptionalInt multicast = rate(section, "multicast");
            OptionalInt unknownUnicast = rate(section, "unknown-unicast");
            return section.close(() -> new StormLimits(broadcast, multicast, unknownUnicast));
        });
    }

    private static OptionalInt rate(Section section, String kind) {
        return section.optional(kind, FeaturesReader::rate).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private static Optional<Integer> rate(YamlNode node, Problems problems) {
        return Values.scalar(node, RATE_RULE, problems).flatMap(scalar -> {
            Matcher rate = RATE.matcher(scalar.text());
            return rate.matches()
                    ? Values.number(scalar, rate.group(1), RATE_RULE, 1, MAX_RATE, problems)
                    : problems.reject(scalar.at(), Wording.quote(scalar.text()) + " is not a rate", RATE_RULE);
        });
    }
}
