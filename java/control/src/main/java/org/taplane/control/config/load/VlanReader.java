package org.taplane.control.config.load;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.taplane.control.config.VlanConfig;
import org.taplane.control.config.VlanSet;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Scalar;

/** Reads {@code vlan}. */
final class VlanReader {
    static final ValueReader<Integer> VLAN = Values.number("a VLAN", VlanSet.MIN_VLAN, VlanSet.MAX_VLAN);

    private static final String RANGE_RULE =
            "a VLAN from " + VlanSet.MIN_VLAN + " to " + VlanSet.MAX_VLAN + " or a range such as \"20-29\"";

    private static final Pattern RANGE = Pattern.compile("([0-9]+)-([0-9]+)");

    private VlanReader() {}

    static Optional<VlanConfig> read(YamlNode node, Problems problems) {
        return Section.open("vlan", node, problems).flatMap(vlan -> {
            Optional<Integer> access = vlan.optional("access", VLAN);
            Optional<VlanSet> trunk = vlan.optional("trunk", VlanReader::trunk);
            Optional<Integer> nativeVlan = vlan.optional("native", VLAN);
            reportContradictions(vlan, problems);
            return vlan.close(() -> access.<VlanConfig>map(VlanConfig.Access::new)
                    .orElseGet(() -> new VlanConfig.Trunk(
                            trunk.orElseThrow(), nativeVlan.map(OptionalInt::of).orElse(OptionalInt.empty()))));
        });
    }

    private static void reportContradictions(Section vlan, Problems problems) {
        String either = "access: VLAN, or trunk: VLANs";
        if (vlan.has("access") && vlan.has("trunk")) {
            problems.report(vlan.keyAt("trunk"), "trunk cannot be combined with access", either);
        }
        if (vlan.has("access") && vlan.has("native")) {
            problems.report(vlan.keyAt("native"), "native cannot be combined with access", "native only with trunk");
        }
        if (!vlan.has("access") && !vlan.has("trunk")) {
            problems.report(vlan.at(), "neither access nor trunk is given", either);
        }
    }

    private static Optional<VlanSet> trunk(YamlNode node, Problems problems) {
        if (node instanceof Scalar scalar && scalar.text().equals("all")) {
            return Optional.of(VlanSet.ALL);
        }
        if (node instanceof Scalar scalar && !scalar.isAbsent()) {
            return problems.reject(
                    scalar.at(), Wording.quote(scalar.text()) + " is not allowed here", "all, or a list of VLANs");
        }
        return Values.list("VLANs", VlanReader::range)
                .read(node, problems)
                .flatMap(ranges -> union(node, ranges, problems));
    }

    private static Optional<VlanSet> union(YamlNode node, List<VlanSet> ranges, Problems problems) {
        return ranges.isEmpty()
                ? problems.reject(node.at(), "the trunk carries no VLAN", "all, or a list of VLANs")
                : ranges.stream().reduce(VlanSet::union);
    }

    /** A VLAN or a range of them, in quotes or not. */
    private static Optional<VlanSet> range(YamlNode node, Problems problems) {
        return Values.scalar(node, RANGE_RULE, problems).flatMap(scalar -> {
            Matcher ends = RANGE.matcher(scalar.text());
            if (!ends.matches()) {
                return vlan(scalar, scalar.text(), problems).map(VlanSet::of);
            }
            Optional<Integer> first = vlan(scalar, ends.group(1), problems);
            Optional<Integer> last = vlan(scalar, ends.group(2), problems);
            return first.flatMap(from -> last.flatMap(to -> range(scalar, from, to, problems)));
        });
    }

    private static Optional<VlanSet> range(Scalar scalar, int first, int last, Problems problems) {
        return first > last
                ? problems.reject(scalar.at(), "the range " + scalar.text() + " ends before it starts", RANGE_RULE)
                : Optional.of(VlanSet.range(first, last));
    }

    private static Optional<Integer> vlan(Scalar scalar, String digits, Problems problems) {
        return Values.number(scalar, digits, RANGE_RULE, VlanSet.MIN_VLAN, VlanSet.MAX_VLAN, problems);
    }
}
