package org.taplane.control.config.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.taplane.control.config.VlanConfig;
import org.taplane.control.config.VlanSet;
import org.taplane.control.config.VniConfig;
import org.taplane.control.config.VniConfig.Mapping;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Entry;
import org.taplane.dataplane.tunnel.VniMap;

/** Reads {@code vni} or {@code vnis}. */
final class VniReader {
    /** 24 bits (RFC 7348 section 5); the kernel takes 0 too. */
    static final ValueReader<Integer> VNI = Values.number("a VNI", 0, VniMap.MAX_VNI);

    private static final String EITHER = "vni: VNI, or vnis: {VLAN: VNI}";

    private final Section port;
    private final Problems problems;
    private final ValueReader<Integer> vni;

    /** @param vni reads a VNI and sees to it that no other tunnel has it */
    VniReader(Section port, Problems problems, ValueReader<Integer> vni) {
        this.port = port;
        this.problems = problems;
        this.vni = vni;
    }

    Optional<VniConfig> read() {
        int before = problems.count();
        Optional<Integer> single = port.optional("vni", vni);
        Optional<List<Mapping>> mappings = port.optional("vnis", this::mappings);
        reportContradictions();
        return problems.unlessSince(
                before,
                () -> single.<VniConfig>map(VniConfig.Single::new)
                        .orElseGet(() -> new VniConfig.PerVlan(mappings.orElseThrow())));
    }

    /** The port's VLANs: with a map they are its keys, else they are configured like any port's. */
    static Optional<VlanConfig> vlan(Section port, Optional<VniConfig> vnis) {
        Optional<VlanConfig> configured = PortReader.vlan(port);
        return vnis.flatMap(found -> found instanceof VniConfig.PerVlan map ? Optional.of(trunk(map)) : configured);
    }

    private static VlanConfig trunk(VniConfig.PerVlan map) {
        int[] vlans = map.mappings().stream().mapToInt(Mapping::vlan).toArray();
        return new VlanConfig.Trunk(VlanSet.of(vlans), OptionalInt.empty());
    }

    private void reportContradictions() {
        boolean map = port.has("vnis");
        if (map && port.has("vni")) {
            problems.report(port.keyAt("vnis"), "vnis cannot be combined with vni", EITHER);
        } else if (!map && !port.has("vni")) {
            problems.report(port.at(), "neither vni nor vnis is given", EITHER);
        }
        if (map && port.has("vlan")) {
            problems.report(
                    port.keyAt("vlan"),
                    "vlan cannot be combined with vnis",
                    "no vlan: the port carries the VLANs of vnis");
        }
    }

    private Optional<List<Mapping>> mappings(YamlNode node, Problems problems) {
        return Values.entries(node, problems).flatMap(entries -> mappings(node, entries, problems));
    }

    private Optional<List<Mapping>> mappings(YamlNode node, List<Entry> entries, Problems problems) {
        int before = problems.count();
        Unique<Integer> vlans = new Unique<>("each VLAN once");
        List<Mapping> mappings = new ArrayList<>();
        for (Entry entry : entries) {
            mapping(entry, vlans, problems).ifPresent(mappings::add);
        }
        if (entries.isEmpty()) {
            problems.report(node.at(), "no VLAN is mapped", "VLAN: VNI");
        }
        return problems.unlessSince(before, () -> mappings);
    }

    private Optional<Mapping> mapping(Entry entry, Unique<Integer> vlans, Problems problems) {
        Optional<Integer> vlan = VlanReader.VLAN.read(entry.key(), problems);
        Optional<Integer> number = vni.read(entry.value(), problems);
        vlan.ifPresent(found -> vlans.claim(found, "VLAN " + found, entry.key().at(), problems));
        return vlan.flatMap(from -> number.map(to -> new Mapping(from, to)));
    }
}
