package org.taplane.control.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key of the reference page takes what the page says, up to the limits, and nothing beyond. */
class EveryKeyTest {
    private static final Path REFERENCE = Path.of("../../docs/taplane.yaml.5.md");

    private static final String TOP = "%s\nbridges: {b: {}}";
    private static final String CONTROL = "control: {%s}\nbridges: {b: {}}";
    private static final String DOCKER = "control: {docker: {%s}}\nbridges: {b: {}}";
    private static final String BRIDGE = "bridges: {b: {%s}}";
    private static final String TAP = "bridges: {b: {ports: {p: {type: tap, %s}}}}";
    private static final String VETH = "bridges: {b: {ports: {p: {type: veth, %s}}}}";
    private static final String PACKET = "bridges: {b: {ports: {p: {type: packet, %s, device: eth1}}}}";
    private static final String STREAM = "bridges: {b: {ports: {p: {type: stream, %s}}}}";
    private static final String DGRAM = "bridges: {b: {ports: {p: {type: dgram, %s}}}}";
    private static final String VHOST = "bridges: {b: {ports: {p: {type: vhost-user, %s}}}}";
    private static final String VXLAN =
            "bridges: {b: {ports: {p: {type: vxlan, %s, local: 10.0.0.1, remotes: [10.0.0.2], vni: 1}}}}";
    private static final String ROUTE = "bridges: {b: {ports: {p: {type: tap, routes: [{%s}]}}}}";
    private static final String STATIC = "bridges: {b: {ports: {p: {type: tap}}, static-fdb: [{%s}]}}";

    /** A key with its value in a file that is otherwise valid, {@code %s} being their place. */
    record Case(String file, String key, String value) {
        String text() {
            return file.replace("%s", key + ": " + value);
        }

        int valueColumn() {
            return file.lines().findFirst().orElseThrow().indexOf("%s") + key.length() + 3;
        }

        @Override
        public String toString() {
            return key + ": " + value;
        }
    }

    static Stream<Case> accepted() {
        return Stream.of(
                        cases(TOP, "workers", "1", "64"),
                        cases(TOP, "poll", "sleep", "adaptive"),
                        cases(TOP, "cpus", "", "[]", "[0]", "[1023, 0, 0]"),
                        cases(TOP, "io", "epoll", "io_uring", "auto"),
                        cases(TOP, "fast-path", "auto", "off", "\"off\""),
                        cases("%s", "bridges", "{b: {}}", "{b: , c: }"),
                        cases(TOP, "control", "{}", "", "{socket: x}"),
                        cases(CONTROL, "socket", "/run/x.sock", "x", "\"/run/a b\"", "a".repeat(107)),
                        cases(CONTROL, "docker", "", "{}", "{socket: /run/docker/plugins/x.sock}"),
                        cases(DOCKER, "state", "/var/lib/x", "x"),
                        cases(BRIDGE, "ageing", "1s", "1", "300", "\"300s\"", "5m", "144h", "518400"),
                        cases(BRIDGE, "max-macs", "1", "16777216"),
                        cases(BRIDGE, "group-forward-mask", "0", "0x4000", "0XFFF8", "65528", "\"0x8\""),
                        cases(TAP, "lldp", "true", "false", "", "{}", "{ttl: 4s, transmit: false, receive: false}"),
                        cases(PACKET, "lldp", "true", "{ttl: 65535, receive: true}"),
                        cases(TAP, "max-macs", "1", "16777216"),
                        cases(PACKET, "max-macs", "1", "16777216"),
                        cases(VXLAN, "max-macs", "1", "16777216"),
                        cases(BRIDGE, "ports", "", "{}", "{a: {type: tap}}"),
                        cases(BRIDGE, "static-fdb", "", "[]"),
                        cases(TAP, "netns", "web", "no", "10", "\"a b\"", "n".repeat(255), "/proc/12/ns/net"),
                        cases(TAP, "device", "eth0", "null", "fifteen-letters"),
                        cases(TAP, "routes", "", "[]", "[{via: 10.0.0.1}]", "[{to: 10.0.0.0/8}, {via: fe80::1}]"),
                        cases(TAP, "routes", "[{to: 0.0.0.0/0, via: 10.0.0.1}, {to: \"::/0\", via: \"fd00::1\"}]"),
                        cases(ROUTE, "to", "10.0.0.0/8", "0.0.0.0/0", "\"fd00::/128\"", "10.0.0.0/8, via: 10.0.0.1"),
                        cases(ROUTE, "via", "10.0.0.1", "\"fe80::1\"", "fd00::1"),
                        cases(TAP, "attached", "c1", "\"cni pods c1 eth0\"", "a".repeat(255)),
                        cases(TAP, "address", "[]", "[10.0.0.1/0]", "[10.0.0.1/32, \"fd00::1/128\", fe80::1/64]"),
                        cases(TAP, "mtu", "68", "65521"),
                        cases(TAP, "mac", "02:00:00:00:00:01", "\"FE:fF:ff:ff:ff:ff\""),
                        cases(TAP, "on-missing", "fail", "wait"),
                        cases(TAP, "owner", "alice", "libvirt-qemu", "no", "0", "4294967294", "a, group: kvm"),
                        cases(TAP, "group", "kvm", "64055", "\"_x$\"", "b, netns: web, mtu: 9000, isolated: true"),
                        cases(TAP, "persist", "true, owner: a", "false, group: b"),
                        cases(TAP, "multi-queue", "true, owner: a", "false, owner: a"),
                        cases(PACKET, "on-missing", "fail", "wait"),
                        cases(TAP, "vlan", "{access: 1}", "{access: 4094}", "{trunk: all}", "{trunk: all, native: 7}"),
                        cases(TAP, "vlan", "{trunk: [1]}", "{trunk: [\"1\", 20-29, \"25-4094\"], native: 25}"),
                        cases(TAP, "storm-control", "{}", "", "{broadcast: 1/s, multicast: 10000000/s}"),
                        cases(VXLAN, "storm-control", "{unknown-unicast: 1000/s}", "{broadcast: \"5/s\"}"),
                        cases(PACKET, "isolated", "true", "false"),
                        cases(VXLAN, "enabled", "true", "false"),
                        cases(BRIDGE.replace("%s", "ports: {p: {%s}}"), "type", "tap", "\"tap\"", "veth"),
                        cases(VETH, "netns", "web", "/proc/12/ns/net"),
                        cases(VETH, "device", "eth0", "fifteen-letters"),
                        cases(VETH, "address", "[]", "[10.0.0.1/32, \"fd00::1/128\"]"),
                        cases(VETH, "routes", "", "[{via: 10.0.0.1}]"),
                        cases(VETH, "mtu", "68", "65521"),
                        cases(VETH, "mac", "02:00:00:00:00:01"),
                        cases(VETH, "on-missing", "fail", "wait"),
                        cases(VETH, "attached", "c1"),
                        cases(VETH, "lldp", "true", "{ttl: 4s}"),
                        cases(VETH, "vlan", "{trunk: all, native: 7}"),
                        cases(PACKET.replace(", device: eth1", ""), "device", "eth1", "null", "fifteen-letters"),
                        cases(PACKET, "netns", "web"),
                        cases(without("local"), "local", "10.0.0.3", "127.0.0.1"),
                        cases(without("remotes"), "remotes", "[10.0.0.2]", "[10.0.0.2, 10.0.0.3]"),
                        cases(without("remotes"), "group", "239.1.1.1, device: eth1"),
                        cases(without("remotes"), "device", "eth1, group: 239.1.1.1"),
                        cases(VXLAN, "udp-port", "1", "65535"),
                        cases(without("vni"), "vni", "0", "16777215", "5, vlan: {trunk: all}"),
                        cases(without("vni"), "vnis", "{1: 0, 4094: 16777215}"),
                        cases(VXLAN, "ttl", "1", "255"),
                        cases(VXLAN, "tos", "0", "255", "inherit"),
                        cases(VXLAN, "udp-checksum", "auto", "zero", "filled"),
                        cases(VXLAN, "source-ports", "1-65535", "49152-65535", "\"5000-5001\"", "65535"),
                        cases(VXLAN, "flows", "1", "256", "2, source-ports: 5000-5001"),
                        cases(VXLAN, "underlay", "socket", "tap"),
                        cases(VXLAN, "learning", "true", "false"),
                        cases(VXLAN, "accept-any-remote", "true", "false"),
                        cases(VXLAN, "strict-reserved", "true", "false"),
                        cases(VXLAN, "path-mtu", "tell", "drop"),
                        cases(VXLAN, "mtu", "68", "65521"),
                        cases(STREAM, "listen", "/run/p.sock", "0.0.0.0:1", "\"[::]:65535\"", "10.0.0.1:5555"),
                        cases(STREAM, "connect", "/run/p.sock", "\"127.0.0.1:5555\"", "\"[fd00::1]:5555\""),
                        cases(STREAM, "listen", "/" + "a".repeat(106), "/a, mode: 0000", "/a, mode: \"0777\", mtu: 68"),
                        cases(DGRAM, "local", "/a, remote: /b", "127.0.0.1:1, remote: 127.0.0.1:2"),
                        cases(DGRAM, "remote", "/b, local: /a", "\"[::1]:2\", local: \"[::]:1\""),
                        cases(DGRAM, "mode", "0600, local: /a, remote: /b, mtu: 65521"),
                        cases(VHOST, "listen", "/run/p.sock", "/a, mode: \"0660\"", "/a, queues: 64, mtu: 65521"),
                        cases(VHOST, "connect", "/run/p.sock", "/a, mtu: 68"),
                        cases(VHOST, "queues", "1, listen: /a", "64, connect: /a"),
                        cases(STATIC, "mac", "02:00:00:00:00:01, vlan: 1, port: p"),
                        cases(STATIC, "vlan", "1, mac: 02:00:00:00:00:01, port: p"),
                        cases(STATIC, "port", "p, mac: 02:00:00:00:00:01, vlan: 1"),
                        cases(
                                VXLAN.replace("%s, ", "").replace("}}}}", "}}, static-fdb: [{%s}]}}"),
                                "remote",
                                "10.0.0.2, mac: 02:00:00:00:00:01, vlan: 1, port: p"))
                .flatMap(List::stream);
    }

    static Stream<Case> rejected() {
        return Stream.of(
                        cases(TOP, "workers", "0", "65", "\"2\"", "2.0", "two", "", "[2]"),
                        cases(TOP, "poll", "busy", "true", ""),
                        cases(TOP, "cpus", "0", "[-1]", "[1024]", "[a]", "{0: 1}", "0-1"),
                        cases(TOP, "io", "io-uring", "IO_URING", "true", ""),
                        cases(TOP, "fast-path", "on", "true", "false", ""),
                        cases("%s", "bridges", "", "{}", "[b]", "b"),
                        cases(TOP, "control", "/run/x", "[]"),
                        cases(CONTROL, "socket", "\"\"", "", "a".repeat(108), "[x]", "\"a\\0b\""),
                        cases(CONTROL, "docker", "true", "/run/docker/plugins/x.sock", "[]"),
                        cases(DOCKER, "state", "\"\"", "", "[x]"),
                        cases(BRIDGE, "ageing", "0", "0s", "144h1s", "145h", "518401", "1d", "1.5h", "-1", "5 m", ""),
                        cases(BRIDGE, "max-macs", "0", "16777217", "8k", "\"1\""),
                        cases(BRIDGE, "group-forward-mask", "1", "2", "4", "0x7", "65536", "0x", "-8", "all", ""),
                        cases(TAP, "lldp", "yes", "[]", "{ttl: 3s}", "{ttl: 65536s}", "{transmit: 1}", "{receive: on}"),
                        cases(TAP, "max-macs", "0", "16777217", "8k", "\"1\""),
                        cases(PACKET, "max-macs", "0", "16777217"),
                        cases(VXLAN, "max-macs", "0", "16777217"),
                        cases(BRIDGE, "ports", "[a]", "a", "{a: tap}"),
                        cases(BRIDGE, "static-fdb", "{}", "x", "[x]"),
                        cases(TAP, "netns", "\"\"", ".", "..", "a/b", "", "n".repeat(256), "/", "\"/a\\0b\""),
                        cases(TAP, "device", "eth0/1", "", "sixteen-letters0", "[eth0]"),
                        cases(TAP, "routes", "{via: 10.0.0.1}", "[{}]", "[via]"),
                        cases(ROUTE, "to", "10.0.0.1/8", "10.0.0.0", "10.0.0.0/33", "ten", "", "fd00::1/64"),
                        cases(ROUTE, "via", "10.0.0.1/8", "239.0.0.1", "0.0.0.0", "gw", ""),
                        cases(TAP, "attached", "\"\"", "", "a".repeat(256), "\"a\\nb\"", "[c1]"),
                        cases(
                                TAP,
                                "address",
                                "10.0.0.1/24",
                                "[10.0.0.1]",
                                "[10.0.0.1/33]",
                                "[\"::1/129\"]",
                                "[host/24]"),
                        cases(TAP, "address", "[0.0.0.0/0]", "[224.0.0.1/4]", "[\"fe80::1%eth0/64\"]", "[10.1/24]"),
                        cases(TAP, "mtu", "67", "65522", "1279, address: [\"fd00::1/64\"]"),
                        cases(
                                TAP,
                                "mac",
                                "01:00:00:00:00:00",
                                "00:00:00:00:00:00",
                                "02-00-00-00-00-01",
                                "02:00:00:00:00"),
                        cases(
                                TAP,
                                "vlan",
                                "10",
                                "{}",
                                "{access: 0}",
                                "{access: 4095}",
                                "{access: \"1\"}",
                                "{native: 1}"),
                        cases(TAP, "on-missing", "retry", "true", ""),
                        cases(TAP, "owner", "\"\"", "-1", "4294967295", "a b", "a:b", "[a]", ""),
                        cases(TAP, "group", "a/b", "x".repeat(33), "01", "{}"),
                        cases(TAP, "persist", "yes, owner: a", "1, owner: a"),
                        cases(TAP, "multi-queue", "4, owner: a", "\"true\", group: b"),
                        cases(PACKET, "on-missing", "Wait", "[wait]"),
                        cases(TAP, "vlan", "{trunk: []}", "{trunk: 1}", "{trunk: [0]}", "{trunk: [\"2-1\"]}"),
                        cases(
                                TAP,
                                "vlan",
                                "{access: 1, native: 1}",
                                "{access: 1, trunk: [1]}",
                                "{trunk: [1], native: 0}"),
                        cases(TAP, "storm-control", "1000/s", "[]", "{broadcast: 1000}", "{multicast: 0/s}"),
                        cases(TAP, "storm-control", "{broadcast: 10000001/s}", "{unknown-unicast: -1/s}", "{all: 1/s}"),
                        cases(PACKET, "isolated", "yes", "", "1"),
                        cases(TAP, "enabled", "yes", "", "0"),
                        cases(BRIDGE.replace("%s", "ports: {p: {%s}}"), "type", "bridge", "", "[tap]"),
                        cases(VETH, "netns", "a/b", ""),
                        cases(VETH, "device", "sixteen-letters0"),
                        cases(VETH, "address", "[10.0.0.1]", "[0.0.0.0/0]"),
                        cases(VETH, "mtu", "67", "65522", "1279, address: [\"fd00::1/64\"]"),
                        cases(VETH, "mac", "01:00:00:00:00:00"),
                        cases(PACKET.replace(", device: eth1", ""), "device", "\"\"", "sixteen-letters-", "a/b", "a%d"),
                        cases(PACKET, "netns", "a/b"),
                        cases(without("local"), "local", "host", "0.0.0.0", "239.1.1.1", "10.0.0.2", "\"fd00::1\""),
                        cases(without("remotes"), "remotes", "[]", "10.0.0.2", "[host]", "[10.0.0.1]", "[\"fd00::2\"]"),
                        cases(without("remotes"), "group", "10.0.0.2, device: eth1", "\"ff05::1\", device: eth1"),
                        cases(without("remotes"), "device", "a/b, group: 239.1.1.1"),
                        cases(VXLAN, "udp-port", "0", "65536"),
                        cases(without("vni"), "vni", "-1", "16777216", "\"1\""),
                        cases(without("vni"), "vnis", "{}", "{0: 1}", "{1: 16777216}", "{1: 5, 2: 5}", "{1: 5, 1: 6}"),
                        cases(VXLAN, "ttl", "0", "256"),
                        cases(VXLAN, "tos", "-1", "256", "copy"),
                        cases(VXLAN, "udp-checksum", "none", "true"),
                        cases(VXLAN, "source-ports", "0-5", "1-65536", "6-5", "a-b", "5-", "", "[5000, 5001]"),
                        cases(VXLAN, "flows", "0", "257", "3, source-ports: 5000-5001", "\"16\""),
                        cases(VXLAN, "underlay", "udp", "raw"),
                        cases(VXLAN, "learning", "yes", "\"true\"", "1"),
                        cases(VXLAN, "accept-any-remote", "on", ""),
                        cases(VXLAN, "strict-reserved", "False"),
                        cases(VXLAN, "path-mtu", "true", "icmp"),
                        cases(VXLAN, "mtu", "67", "65522"),
                        cases(STREAM, "listen", "p.sock", "", "[]", "127.0.0.1", "127.0.0.1:0", "localhost:1", "::1:5"),
                        cases(STREAM, "listen", "/" + "a".repeat(107), "239.1.1.1:5", "127.0.0.1:65536", "\"[::1]\""),
                        cases(STREAM, "connect", "0.0.0.0:5", "\"[::]:5\"", "a:b:c", "\"/a\\0\""),
                        cases(DGRAM, "local", "x, remote: /b", "10.0.0.1, remote: /b"),
                        cases(
                                DGRAM,
                                "remote",
                                "/a, local: /a",
                                "127.0.0.1:1, local: /a",
                                "\"[::1]:1\", local: 127.0.0.1:1"),
                        cases(DGRAM, "mode", "600, local: /a, remote: /b", "\"0800\", local: /a, remote: /b"),
                        cases(VHOST, "listen", "p.sock", "127.0.0.1:5", "/a, connect: /b", "/" + "a".repeat(107)),
                        cases(VHOST, "connect", "127.0.0.1:5", "/a, mode: \"0600\"", "[]"),
                        cases(VHOST, "queues", "0, listen: /a", "65, listen: /a"),
                        cases(VHOST, "mtu", "67, listen: /a", "65522, listen: /a"),
                        cases(STATIC, "mac", "03:00:00:00:00:01, vlan: 1, port: p"),
                        cases(STATIC, "vlan", "2, mac: 02:00:00:00:00:01, port: p"),
                        cases(STATIC, "port", "q, mac: 02:00:00:00:00:01, vlan: 1"),
                        cases(
                                VXLAN.replace("%s, ", "").replace("}}}}", "}}, static-fdb: [{%s}]}}"),
                                "remote",
                                "10.0.0.9, mac: 02:00:00:00:00:01, vlan: 1, port: p"))
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void takesWhatThePageSays(Case good) {
        assertThat(parse(good)).isInstanceOf(ConfigResult.Loaded.class);
    }

    @ParameterizedTest
    @MethodSource("rejected")
    void refusesWhatIsBeyondWithinTheValue(Case bad) {
        assertThat(parse(bad))
                .isInstanceOfSatisfying(
                        ConfigResult.Rejected.class,
                        rejected -> assertThat(rejected.errors().getFirst().column())
                                .isGreaterThanOrEqualTo(
                                        bad.value().isEmpty() ? bad.valueColumn() - 1 : bad.valueColumn()));
    }

    @Test
    void bothTablesHoldEveryKeyOfThePage() throws IOException {
        Set<String> documented = documentedKeys();

        assertThat(keys(accepted())).containsAll(documented);
        assertThat(keys(rejected())).containsAll(documented);
    }

    private static Set<String> documentedKeys() throws IOException {
        Set<String> keys = new LinkedHashSet<>();
        Matcher rows = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|").matcher(Files.readString(REFERENCE));
        while (rows.find()) {
            keys.add(rows.group(1));
        }
        assertThat(keys).hasSizeGreaterThan(30);
        return keys;
    }

    /** The keys in the tables; those of sections are in their values. */
    private static Set<String> keys(Stream<Case> cases) {
        Set<String> keys = new LinkedHashSet<>();
        cases.forEach(one -> {
            keys.add(one.key());
            Matcher inner = Pattern.compile(
                            "(access|trunk|native|broadcast|multicast|unknown-unicast|transmit|receive):")
                    .matcher(one.value());
            inner.results().forEach(found -> keys.add(found.group(1)));
        });
        return keys;
    }

    private static List<Case> cases(String file, String key, String... values) {
        List<Case> cases = new ArrayList<>();
        for (String value : values) {
            cases.add(new Case(file, key, value));
        }
        return cases;
    }

    private static String without(String key) {
        return VXLAN.replaceFirst(", " + key + ": (\\[.*?]|[^,}]*)", "");
    }

    private static ConfigResult parse(Case one) {
        return ConfigLoader.parse("test.yaml", one.text().getBytes(StandardCharsets.UTF_8));
    }
}
