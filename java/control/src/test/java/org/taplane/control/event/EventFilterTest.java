package org.taplane.control.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taplane.control.event.Event.Place;
import org.taplane.control.event.Event.Station;

/** What a user writes, and which events that is. */
class EventFilterTest {
    private static final Event MOVED = new Event.Moved(
            new Station("br0", 10, 0x0200_0000_0001L),
            new Place("web", Optional.empty()),
            new Place("vx", Optional.of("10.98.0.2")),
            1);
    private static final Event UP = new Event.PortState("br1", "web", "up", 1500, Optional.empty());
    private static final Event APPLIED = new Event.Applied(2, "root", List.of("- port br0/web"));
    private static final Event MISSED = new Event.StationsMissed("br0", 7);

    private static EventFilter filter(String... terms) throws UnknownTermException {
        Map<String, List<String>> read = new TreeMap<>();
        for (String term : terms) {
            String[] parts = term.split("=", 2);
            read.computeIfAbsent(parts[0], _ -> new ArrayList<>()).add(parts[1]);
        }
        return FilterTerms.read(read);
    }

    @Test
    void nothingMeansEverything() throws UnknownTermException {
        assertThat(filter()).isEqualTo(EventFilter.ALL);
        assertThat(List.of(MOVED, UP, APPLIED, MISSED)).allMatch(EventFilter.ALL::matches);
    }

    @Test
    void oneOfTheKinds() throws UnknownTermException {
        assertThat(List.of(MOVED, UP, APPLIED, MISSED).stream().filter(filter("kind=port", "kind=config")::matches))
                .containsExactly(UP, APPLIED);
    }

    @Test
    void allOfTheOthers() throws UnknownTermException {
        assertThat(filter("bridge=br0", "port=web", "vlan=10", "mac=02:00:00:00:00:01")
                        .matches(MOVED))
                .isTrue();
        assertThat(filter("port=vx").matches(MOVED)).isTrue();
        assertThat(filter("port=db").matches(MOVED)).isFalse();
        assertThat(filter("bridge=br1", "port=web").matches(MOVED)).isFalse();
        assertThat(filter("bridge=br1", "port=web").matches(UP)).isTrue();
        assertThat(filter("vlan=11").matches(MOVED)).isFalse();
        assertThat(filter("mac=02:00:00:00:00:02").matches(MOVED)).isFalse();
        assertThat(filter("vlan=10").matches(UP)).isFalse();
        assertThat(filter("port=web").matches(APPLIED)).isFalse();
    }

    @Test
    void whatIsMissedMayHaveBeenMeant() throws UnknownTermException {
        assertThat(filter("port=db", "vlan=7").matches(MISSED)).isTrue();
        assertThat(filter("bridge=br1").matches(MISSED)).isFalse();
        assertThat(filter("kind=port").matches(MISSED)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind=statoin | \"statoin\" is no kind of event; expected station, port, config, drops, lldp, daemon",
                "vlan=4095 | \"4095\" is no VLAN; expected a number from 1 to 4094",
                "vlan=99999999999 | \"99999999999\" is no VLAN; expected a number from 1 to 4094",
                "mac=02:00 | \"02:00\" is no MAC address; expected one such as 02:00:00:00:00:01",
                "host=x | there is nothing called \"host\" to filter by; expected kind, bridge, port, vlan or mac",
            })
    void whatMakesNoSenseIsSaid(String term, String message) {
        assertThatThrownBy(() -> filter(term)).hasMessage(message);
        assertThatThrownBy(() -> filter("port=a", "port=b"))
                .hasMessage("\"port\" is there more than once; expected one");
    }
}
