package org.taplane.control.config.load;

import java.time.Duration;
import java.util.Optional;
import org.taplane.control.config.LldpConfig;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Scalar;

/** Reads what a port does of LLDP: a truth value for all of it, or a section. */
final class LldpReader {
    private static final ValueReader<Duration> TTL = Durations.between(LldpConfig.MIN_TTL, LldpConfig.MAX_TTL);

    private LldpReader() {}

    static Optional<LldpConfig> read(YamlNode node, Problems problems) {
        if (node instanceof Scalar scalar && !scalar.isAbsent()) {
            return Values.FLAG.read(node, problems).map(on -> on ? LldpConfig.ON : LldpConfig.OFF);
        }
        return Section.open("lldp", node, problems).flatMap(section -> {
            Optional<Boolean> transmit = section.optional("transmit", Values.FLAG, true);
            Optional<Boolean> receive = section.optional("receive", Values.FLAG, true);
            Optional<Duration> ttl = section.optional("ttl", TTL, LldpConfig.DEFAULT_TTL);
            return section.close(
                    () -> new LldpConfig(transmit.orElseThrow(), receive.orElseThrow(), ttl.orElseThrow()));
        });
    }
}
