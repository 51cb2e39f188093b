package org.taplane.control.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.taplane.control.event.Event;
import org.taplane.control.event.Event.Forgotten.Why;
import org.taplane.control.event.Event.Place;
import org.taplane.control.event.Event.Station;
import org.taplane.control.event.EventFilter;
import org.taplane.control.event.EventKind;
import org.taplane.control.event.EventLog;

/** Events on their way to readers, over the socket. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventsTest {
    private static final Station STATION = new Station("br0", 10, 0x0200_0000_0001L);
    private static final Place WEB = new Place("web", Optional.empty());
    private static final Place FAR = new Place("vx", Optional.of("10.98.0.2"));

    @TempDir
    Path directory;

    private final SampleState state = new SampleState();
    private final EventLog log = state.events;
    private Path socket;
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeEach
    void serve() throws IOException {
        socket = directory.resolve("s");
        opened.add(AdminServer.open(socket, state, SampleConfig.live(), SampleState::upgrade));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : opened.reversed()) {
            resource.close();
        }
    }

    private EventReader events(Map<String, List<String>> terms, OptionalLong last) throws IOException {
        EventReader reader = new AdminClient(socket).events(terms, last);
        opened.add(reader);
        return reader;
    }

    /** An event's object without what differs from run to run. */
    private static String next(EventReader reader) throws IOException {
        return reader.next().orElseThrow().json().replaceFirst("\\{\"seq\":[0-9]+,\"time\":\"[^\"]*\",", "{");
    }

    @Test
    void everyKindIsAnObjectOnALine() throws IOException {
        EventReader reader = events(Map.of(), OptionalLong.empty());
        List<Event> all = List.of(
                new Event.Learned(STATION, WEB),
                new Event.Moved(STATION, WEB, FAR, 3),
                new Event.Forgotten(STATION, FAR, Why.AGED),
                new Event.StationsMissed("br0", 17),
                new Event.PortState("br0", "web", "missing", 0, Optional.of("device \"x\"\ndoes not exist")),
                new Event.Applied(7, "root", List.of("+ port br0/web: tap")),
                new Event.Refused("root", List.of("f.yaml:1:1: wrong; expected right")),
                new Event.DropsBegun("br0", "web", "storm-control", 5300),
                new Event.DropsEnded("br0", "web", "storm-control", 21_200, 4),
                new Event.Neighbour("br0", "web", true, "02:00:00:00:00:07", "eth0", Optional.empty()),
                new Event.Lifecycle(Event.Lifecycle.STOPPING, 4711));
        all.forEach(log::add);
        assertThat(next(reader))
                .isEqualTo(
                        "{\"kind\":\"station\",\"event\":\"learned\",\"bridge\":\"br0\",\"vlan\":10,\"mac\":\"02:00:00:00:00:01\",\"port\":\"web\",\"remote\":null}");
        assertThat(next(reader))
                .isEqualTo(
                        "{\"kind\":\"station\",\"event\":\"moved\",\"bridge\":\"br0\",\"vlan\":10,\"mac\":\"02:00:00:00:00:01\",\"port\":\"vx\",\"remote\":\"10.98.0.2\",\"from-port\":\"web\",\"from-remote\":null,\"times\":3}");
        assertThat(next(reader)).contains("\"event\":\"aged\"", "\"port\":\"vx\"");
        assertThat(next(reader))
                .isEqualTo("{\"kind\":\"station\",\"event\":\"missed\",\"bridge\":\"br0\",\"count\":17}");
        assertThat(next(reader))
                .isEqualTo(
                        "{\"kind\":\"port\",\"event\":\"missing\",\"bridge\":\"br0\",\"port\":\"web\",\"mtu\":0,\"why\":\"device \\\"x\\\"\\ndoes not exist\"}");
        assertThat(next(reader))
                .isEqualTo(
                        "{\"kind\":\"config\",\"event\":\"applied\",\"revision\":7,\"who\":\"root\",\"changes\":[\"+ port br0/web: tap\"]}");
        assertThat(next(reader)).contains("\"event\":\"refused\"", "\"errors\":[\"f.yaml:1:1: wrong");
        assertThat(next(reader)).endsWith("\"reason\":\"storm-control\",\"rate\":5300}");
        assertThat(next(reader)).endsWith("\"reason\":\"storm-control\",\"frames\":21200,\"seconds\":4}");
        assertThat(next(reader))
                .isEqualTo(
                        "{\"kind\":\"lldp\",\"event\":\"found\",\"bridge\":\"br0\",\"port\":\"web\",\"chassis\":\"02:00:00:00:00:07\",\"port-id\":\"eth0\",\"system-name\":null}");
        assertThat(next(reader)).isEqualTo("{\"kind\":\"daemon\",\"event\":\"stopping\",\"pid\":4711}");
    }

    @Test
    void theStreamIsOfServerSentEvents() throws IOException {
        long number = log.next();
        log.add(new Event.StationsMissed("br0", 17));
        RawClient client = new RawClient(socket);
        opened.add(client);
        client.send("GET /v1/events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: " + (number - 1) + "\r\n\r\n");
        HttpReply reply = client.reply();
        assertThat(reply.header("content-type")).contains("text/event-stream");
        String expected = "id: " + number + "\nevent: station\ndata: {\"seq\":" + number + ",\"time\":\"";
        assertThat(new String(reply.body().readNBytes(expected.length()), UTF_8))
                .isEqualTo(expected);
    }

    @Test
    void aReaderThatComesBackMissesNothing() throws IOException {
        try (EventReader reader = events(Map.of(), OptionalLong.empty())) {
            log.add(new Event.StationsMissed("br0", 1));
            long last = reader.next().orElseThrow().number();
            log.add(new Event.StationsMissed("br0", 2));
            EventReader back = events(Map.of(), OptionalLong.of(last));
            log.add(new Event.StationsMissed("br0", 3));
            assertThat(next(back)).contains("\"count\":2");
            assertThat(next(back)).contains("\"count\":3");
        }
    }

    @Test
    void onlyWhatIsAskedFor() throws IOException {
        EventReader reader = events(Map.of("kind", List.of("port"), "port", List.of("db")), OptionalLong.empty());
        for (int i = 0; i < 1000; i++) {
            log.add(new Event.StationsMissed("br0", i));
        }
        log.add(new Event.PortState("br0", "web", "up", 1500, Optional.empty()));
        log.add(new Event.PortState("br0", "db", "up", 1500, Optional.empty()));
        assertThat(next(reader)).contains("\"port\":\"db\"");
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> events(Map.of("vlan", List.of("0")), OptionalLong.empty()))
                .hasMessageContaining("is no VLAN");
        assertThatThrownBy(() ->
                        new AdminClient(socket).stream("GET", "events", Map.of("Last-Event-ID", "x"), new byte[0]))
                .hasMessageContaining("\"x\" is no event's number");
        assertThatThrownBy(() -> new AdminClient(socket).stream("POST", "events", Map.of(), new byte[0]))
                .hasMessageContaining("expected GET");
    }

    @Test
    void aReaderThatIsTooSlowIsToldHowManyItMissed() throws IOException {
        EventReader reader = events(Map.of(), OptionalLong.empty());
        long first = log.next();
        int many = 20 * EventLog.CAPACITY;
        for (int i = 0; i < many; i++) {
            log.add(new Event.Learned(STATION, WEB));
        }
        long expected = first;
        long lost = 0;
        while (expected < first + many) {
            EventReader.Message message = reader.next().orElseThrow();
            if ("lost".equals(message.fields().text("kind"))) {
                long count = message.fields().number("count");
                lost += count;
                expected += count;
                assertThat(message.number()).isEqualTo(expected - 1);
            } else {
                assertThat(message.number()).isEqualTo(expected++);
            }
        }
        assertThat(lost).isPositive().isLessThan(many);
    }

    @Test
    void aFilterThatLeavesNothingGoesOnBySteps() {
        EventFeed feed = new EventFeed(
                log,
                new EventFilter(
                        Set.of(EventKind.PORT),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalLong.empty()),
                log.next());
        int[] told = {0};
        feed.open(() -> told[0]++);
        for (int i = 0; i < 1000; i++) {
            log.add(new Event.StationsMissed("br0", i));
        }
        int before = told[0];
        assertThat(feed.next()).isEmpty();
        assertThat(told[0]).isEqualTo(before + 1);
        feed.close();
        log.add(new Event.StationsMissed("br0", 0));
        assertThat(told[0]).isEqualTo(before + 1);
    }
}
