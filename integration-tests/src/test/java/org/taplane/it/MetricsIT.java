package org.taplane.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taplane.it.kit.Curl;
import org.taplane.it.kit.Curl.Response;
import org.taplane.it.kit.Daemon;
import org.taplane.it.kit.KernelTest;
import org.taplane.it.kit.Namespace;
import org.taplane.it.kit.Ping;
import org.taplane.it.kit.Resources;
import org.taplane.it.kit.Shell;

/** What Prometheus makes of the metrics, and of the dashboard and the rules that go with them. */
@KernelTest
@TestInstance(Lifecycle.PER_CLASS)
final class MetricsIT {
    private static final Path MONITORING = Path.of("../docs/monitoring");
    private static final Path RULES = MONITORING.resolve("taplane-alerts.yaml");
    private static final Path DASHBOARD = MONITORING.resolve("taplane-dashboard.json");
    private static final Path GUIDE = Path.of("../docs/guide/monitoring.md");
    private static final Pattern NAME = Pattern.compile("\\b(taplane|process|jvm)_[a-z_]+\\b");
    private static final Pattern SERIES = Pattern.compile("^([a-z_]+)[{ ]", Pattern.MULTILINE);
    private static final int PINGS = 5;

    private final Resources resources = new Resources();
    private final Namespace at = resources.namespace("switch");
    private final Namespace a = resources.namespace("a");
    private final Namespace b = resources.namespace("b");
    private Curl curl;

    @BeforeAll
    void start() {
        Daemon daemon = resources.add(Daemon.start(at, 2, """
                bridges:
                  br0:
                    ports:
                      a: {type: tap, netns: %s, address: [10.0.0.1/24]}
                      b: {type: tap, netns: %s, address: [10.0.0.2/24]}
                      lonely: {type: tap, netns: %s, address: [10.0.1.1/24], vlan: {access: 30}}
                      vx: {type: vxlan, local: 127.0.0.1, remotes: [127.0.0.2], vni: 42, vlan: {access: 20}}
                """.formatted(a.name(), b.name(), a.name())));
        curl = daemon.curl();
        Ping.awaitAnswer(a, "10.0.0.2");
        Ping.allAnswered(a, "10.0.0.2", 1400);
        a.run(Shell.BOUND, List.of("ping", "-c", "1", "-W", "1", "10.0.1.9")); // its ARP request can go nowhere
    }

    @AfterAll
    void remove() {
        resources.close();
    }

    @Test
    void theFramesOfAPingAreCounted() {
        String text = curl.get("/metrics").body();
        assertThat(value(text, "taplane_port_receive_frames_total{bridge=\"br0\",port=\"a\"}"))
                .isGreaterThan(PINGS);
        assertThat(value(text, "taplane_port_transmit_bytes_total{bridge=\"br0\",port=\"b\"}"))
                .isGreaterThan(PINGS * 1400);
        assertThat(value(text, "taplane_port_fdb_entries{bridge=\"br0\",port=\"a\"}"))
                .isEqualTo(1);
        assertThat(value(
                        text, "taplane_port_dropped_frames_total{bridge=\"br0\",port=\"lonely\",reason=\"no-egress\"}"))
                .isPositive();
        assertThat(bursts(text, "taplane_worker_burst_frames_count")).isGreaterThan(PINGS);
        assertThat(bursts(text, "taplane_worker_forwarding_seconds_count"))
                .isEqualTo(bursts(text, "taplane_worker_burst_frames_count"));
    }

    /** It says nothing if there is nothing to be said. */
    @Test
    void promtoolFindsNoFault(@TempDir Path folder) throws IOException {
        Path scrape =
                Files.writeString(folder.resolve("scrape"), curl.get("/metrics").body());
        Shell.Result result =
                Shell.run(Shell.BOUND, List.of("sh", "-c", "exec promtool check metrics <\"$0\"", scrape.toString()));
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.output() + result.error()).isEmpty();
    }

    @Test
    void theFormIsTheOneThatIsAskedFor() {
        Response plain = curl.get("/metrics", "Accept: text/plain");
        Response open = curl.get("/metrics", "Accept: application/openmetrics-text; version=1.0.0");
        assertThat(plain.type()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(open.type()).isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(open.body()).endsWith("# EOF\n");
        assertThat(series(open.body())).isEqualTo(series(plain.body()));
    }

    @Test
    void thereAreThreeRulesThatFireWhenTheyShould() {
        assertThat(Shell.run("promtool check rules " + RULES).output()).contains("SUCCESS: 3 rules found");
        Shell.run("promtool test rules src/test/resources/alerts-test.yaml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rules", "dashboard", "guide"})
    void whatIsNamedIsThere(String where) throws IOException {
        Path file = switch (where) {
            case "rules" -> RULES;
            case "dashboard" -> DASHBOARD;
            default -> GUIDE;
        };
        Set<String> named = NAME.matcher(Files.readString(file))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
        assertThat(named).isNotEmpty();
        assertThat(names(curl.get("/metrics").body())).containsAll(named);
    }

    @Test
    void theGuideNamesEverything() throws IOException {
        String guide = Files.readString(GUIDE);
        assertThat(series(curl.get("/metrics").body()))
                .map(MetricsIT::family)
                .allMatch(name -> guide.contains("`" + name + "`"));
    }

    /** As rules, because that is what promtool can check. */
    @Test
    void theQueriesOfTheDashboardAreGood(@TempDir Path folder) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode group = json.createObjectNode().put("name", "dashboard");
        ArrayNode rules = group.putArray("rules");
        for (JsonNode query : json.readTree(DASHBOARD.toFile()).findValues("expr")) {
            String text = query.asText().replace("$__rate_interval", "1m");
            rules.addObject().put("record", "query:" + rules.size()).put("expr", text);
        }
        assertThat(rules.size()).isGreaterThan(20);
        ObjectNode all = json.createObjectNode();
        all.putArray("groups").add(group);
        Path file = folder.resolve("queries.yaml");
        json.writeValue(file.toFile(), all);
        Shell.run("promtool check rules " + file);
    }

    private static Set<String> series(String text) {
        return SERIES.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }

    /** As people and queries use them: histograms and summaries with and without what their series have at the end. */
    private static Set<String> names(String text) {
        return series(text).stream()
                .flatMap(name -> Stream.of(name, family(name)))
                .collect(Collectors.toSet());
    }

    private static String family(String series) {
        return series.replaceFirst("_(bucket|sum|count)$", "");
    }

    private static double value(String text, String series) {
        return text.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + series + " in\n" + text));
    }

    private static double bursts(String text, String name) {
        return value(text, name + "{worker=\"taplane-shard-0\"}") + value(text, name + "{worker=\"taplane-shard-1\"}");
    }
}
