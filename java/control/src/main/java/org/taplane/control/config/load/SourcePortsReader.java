package org.taplane.control.config.load;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.taplane.control.config.SourcePorts;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Scalar;

/** Reads {@code source-ports} and {@code flows}. */
final class SourcePortsReader {
    private static final String RANGE_RULE = "a UDP port from 1 to 65535 or a range such as 49152-65535";
    private static final Pattern RANGE = Pattern.compile("([0-9]+)-([0-9]+)");
    private static final ValueReader<Integer> FLOWS = Values.number("a number of flows", 1, 256);

    private SourcePortsReader() {}

    static Optional<SourcePorts> read(Section port, Problems problems) {
        int before = problems.count();
        Optional<SourcePorts> ports = port.optional("source-ports", SourcePortsReader::range, SourcePorts.DYNAMIC);
        Optional<Integer> flows = port.optional("flows", FLOWS);
        ports.ifPresent(range -> flows.filter(count -> count > range.size())
                .ifPresent(count -> problems.report(
                        port.valueAt("flows"),
                        count + " flows are more than the ports of " + range.first() + "-" + range.last(),
                        "not more flows than source-ports")));
        return problems.unlessSince(before, ports::orElseThrow).map(range -> with(range, flows));
    }

    private static SourcePorts with(SourcePorts range, Optional<Integer> flows) {
        return new SourcePorts(
                range.first(), range.last(), flows.map(OptionalInt::of).orElse(range.flows()));
    }

    private static Optional<SourcePorts> range(YamlNode node, Problems problems) {
        return Values.scalar(node, RANGE_RULE, problems).flatMap(scalar -> {
            Matcher ends = RANGE.matcher(scalar.text());
            boolean isRange = ends.matches();
            Optional<Integer> first = port(scalar, isRange ? ends.group(1) : scalar.text(), problems);
            Optional<Integer> last = isRange ? port(scalar, ends.group(2), problems) : first;
            return first.flatMap(from -> last.flatMap(to -> range(scalar, from, to, problems)));
        });
    }

    private static Optional<SourcePorts> range(Scalar scalar, int first, int last, Problems problems) {
        return first > last
                ? problems.reject(scalar.at(), "the range " + scalar.text() + " ends before it starts", RANGE_RULE)
                : Optional.of(new SourcePorts(first, last, OptionalInt.empty()));
    }

    private static Optional<Integer> port(Scalar scalar, String digits, Problems problems) {
        return Values.number(scalar, digits, RANGE_RULE, 1, 65_535, problems);
    }
}
