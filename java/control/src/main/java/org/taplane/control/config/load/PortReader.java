package org.taplane.control.config.load;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.taplane.control.config.OnMissing;
import org.taplane.control.config.PortConfig;
import org.taplane.control.config.VlanConfig;
import org.taplane.control.config.yaml.YamlNode.Entry;
import org.taplane.dataplane.bridge.Fdb;
import org.taplane.dataplane.port.Mtu;

/** Reads one port; the type decides which keys it has. */
final class PortReader {
    static final ValueReader<Integer> MTU = Values.number("an MTU", Mtu.MIN, Mtu.MAX);

    /** Of a bridge, or of a port. */
    static final ValueReader<Integer> MAX_MACS = Values.number("a number of MAC addresses", 1, Fdb.MAX_ENTRIES);

    private static final ValueReader<OnMissing> ON_MISSING =
            Values.choice(List.of("fail", "wait"), word -> OnMissing.valueOf(word.toUpperCase(Locale.ROOT)));
    private static final List<String> TYPES = List.of("tap", "veth", "packet", "vxlan", "stream", "dgram");
    private static final VlanConfig UNTAGGED = new VlanConfig.Access(VlanConfig.DEFAULT_VLAN);

    private final DaemonScope scope;
    private final Problems problems;

    PortReader(DaemonScope scope, Problems problems) {
        this.scope = scope;
        this.problems = problems;
    }

    Optional<PortConfig> read(Entry entry) {
        String name = entry.key().text();
        Names.interfaceName(entry.key(), problems);
        scope.portNames.claim(
                name, "port name " + Wording.quote(name), entry.key().at(), problems);
        return Section.open("port " + Wording.brief(name), entry.value(), problems)
                .flatMap(port -> read(name, port));
    }

    private Optional<PortConfig> read(String name, Section port) {
        return port.required("type", Wording.oneOf(TYPES), Values.choice(TYPES, Function.identity()))
                .flatMap(type -> switch (type) {
                    case "tap" ->
                        GuestTapReader.isGuest(port)
                                ? GuestTapReader.read(name, port, problems)
                                : OwnDeviceReader.readTap(name, port, problems);
                    case "veth" -> OwnDeviceReader.readVeth(name, port, problems);
                    case "packet" -> PacketReader.read(name, port, scope, problems);
                    case "stream" -> new SocketReader(name, port, scope, problems).readStream();
                    case "dgram" -> new SocketReader(name, port, scope, problems).readDgram();
                    default -> new VxlanReader(port, scope, problems).read(name);
                });
    }

    static OptionalInt maxMacs(Section port) {
        return port.optional("max-macs", MAX_MACS).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** Empty only if it was rejected. */
    static Optional<OnMissing> onMissing(Section port) {
        return port.optional("on-missing", ON_MISSING, OnMissing.FAIL);
    }

    /** Empty only if it was rejected: a port without {@code vlan} is an access port. */
    static Optional<VlanConfig> vlan(Section port) {
        return port.optional("vlan", VlanReader::read, UNTAGGED);
    }
}
