package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.net.BindException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks the daemon. Each question is a connection of its own; a reply is parsed while it arrives. Only classes of the JDK
 * and a JSON tokenizer are used, so that a command line starts quickly.
 */
public final class AdminClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** A change may make a thousand devices. */
    private static final Duration CHANGE_TIMEOUT = Duration.ofMinutes(5);

    private static final int BUFFER = 1 << 15;
    private static final int FINE = 200;
    private static final byte[] NOTHING = {};

    private final Path socket;
    private final Duration timeout;

    /** A client of the daemon that listens on {@code socket}. Nothing is asked yet. */
    public AdminClient(Path socket) {
        this(socket, TIMEOUT);
    }

    AdminClient(Path socket, Duration timeout) {
        this.socket = socket;
        this.timeout = timeout;
    }

    public List<PortState> ports() throws AdminException {
        return list(Topic.PORTS, PortState::read);
    }

    public List<FdbEntry> fdb() throws AdminException {
        return list(Topic.FDB, FdbEntry::read);
    }

    public List<BridgeState> bridges() throws AdminException {
        return list(Topic.BRIDGES, BridgeState::read);
    }

    public List<VxlanState> vxlan() throws AdminException {
        return list(Topic.VXLAN, VxlanState::read);
    }

    public List<LldpState> lldp() throws AdminException {
        return list(Topic.LLDP, LldpState::read);
    }

    /** Copies the reply's array to {@code target} as it arrives. */
    public void copy(Topic topic, Writer target) throws AdminException {
        ask(topic, reply -> {
            JsonGenerator copy = Json.FACTORY.createGenerator(target).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            copy.writeStartArray();
            while (reply.nextToken() != JsonToken.END_ARRAY) {
                copy.copyCurrentStructure(reply);
            }
            copy.writeEndArray();
            copy.flush();
        });
    }

    /**
     * The configuration in force.
     *
     * @param text as a file
     * @param file the one that the daemon was started with
     */
    public record Config(String text, Optional<String> file) {}

    /** What is in force. */
    public Config config() throws AdminException {
        return exchange(new Request("GET", "config"), timeout, reply -> {
            requireFine(reply);
            String text = new String(reply.body().readAllBytes(), StandardCharsets.UTF_8);
            Optional<String> file = reply.header(ConfigResource.FILE_HEADER)
                    .map(path -> URLDecoder.decode(path, StandardCharsets.UTF_8));
            return new Config(text, file);
        });
    }

    /**
     * Asks for another configuration.
     *
     * @param file how messages call it
     * @param revision the change is refused unless this one is in force
     */
    public ChangeResult apply(String file, byte[] yaml, boolean dryRun, OptionalLong revision) throws AdminException {
        String target = "config?dry-run=" + dryRun + "&file=" + URLEncoder.encode(file, StandardCharsets.UTF_8);
        return change(new Request("PUT", target, onlyFor(revision), yaml));
    }

    /** Asks for a single change, see {@code EditReader}: fields of an object, names and values in turn. */
    public ChangeResult edit(boolean dryRun, OptionalLong revision, List<Field> fields) throws AdminException {
        return change(new Request("POST", "edits?dry-run=" + dryRun, onlyFor(revision), body(fields)));
    }

    private static byte[] body(List<Field> fields) {
        return Json.text(json -> {
                    json.writeStartObject();
                    for (Field field : fields) {
                        field.write(json);
                    }
                    json.writeEndObject();
                })
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Has learned stations forgotten; their number. */
    public long flush(FlushScope scope) throws AdminException {
        StringBuilder query = new StringBuilder();
        scope.bridge().ifPresent(bridge -> append(query, "bridge", bridge));
        scope.port().ifPresent(port -> append(query, "port", port));
        scope.vlan().ifPresent(vlan -> append(query, "vlan", String.valueOf(vlan)));
        Request request = new Request("POST", "fdb/flush?" + query);
        return exchange(request, timeout, reply -> {
            requireFine(reply);
            return object(reply).number("flushed");
        });
    }

    /**
     * What would become of a frame.
     *
     * @param fields see {@code TraceResource}
     */
    public TraceResult trace(List<Field> fields) throws AdminException {
        Request request = new Request("POST", "trace", Map.of(), body(fields));
        return exchange(request, timeout, reply -> {
            requireFine(reply);
            return TraceResult.read(object(reply));
        });
    }

    /** Has the daemon hand over to a new process. */
    public Upgraded upgrade() throws AdminException {
        Request request = new Request("POST", "upgrade");
        return exchange(request, CHANGE_TIMEOUT, reply -> {
            requireFine(reply);
            return Upgraded.read(object(reply));
        });
    }

    /**
     * Opens a stream: what the daemon sends, until it or the caller ends it. Reading waits as long as it takes; an {@link IOException} says
     * that the daemon has gone without a word. To be closed.
     *
     * @param method {@code GET} or {@code POST}
     * @param target below {@code /v1/}, with its query, encoded
     * @param headers further ones of the request
     * @param body of the request
     * @throws AdminException if nobody answers, or the daemon refuses
     */
    public InputStream stream(String method, String target, Map<String, String> headers, byte[] body)
            throws AdminException {
        SocketChannel channel = connect();
        try {
            Request request = new Request(method, target, headers, body);
            send(channel, request.head());
            sendBody(channel, body);
            TimedInput input = TimedInput.of(channel, timeout);
            HttpReply reply = HttpReply.read(new BufferedInputStream(input, BUFFER));
            requireFine(reply);
            input.waitForEver();
            return new StreamInput(reply.body(), input);
        } catch (IOException e) {
            close(channel, e);
            throw failure(e);
        }
    }

    /**
     * What happens from now on, or what happened after an event.
     *
     * @param terms as {@link org.taplane.control.event.FilterTerms} reads them
     * @param last number of that event; 0: all that the daemon remembers
     * @throws AdminException if nobody answers, or the daemon refuses
     */
    public EventReader events(Map<String, List<String>> terms, OptionalLong last) throws AdminException {
        StringBuilder query = new StringBuilder();
        terms.forEach((name, values) -> values.forEach(value -> append(query, name, value)));
        Map<String, String> headers =
                last.isPresent() ? Map.of(EventsResource.LAST, String.valueOf(last.getAsLong())) : Map.of();
        return new EventReader(stream("GET", "events?" + query, headers, NOTHING));
    }

    private static void close(SocketChannel channel, IOException cause) {
        try {
            channel.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private AdminException failure(IOException e) {
        return switch (e) {
            case AdminException refused -> refused;
            case JsonProcessingException cut ->
                new AdminException("the reply on " + socket + " is cut short or not JSON", cut);
            default -> new AdminException("no reply on " + socket + ": " + IoReason.of(e), e);
        };
    }

    private static void append(StringBuilder query, String name, String value) {
        query.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    /** A member of a JSON object: a text or a number. */
    public sealed interface Field {
        /** A text. */
        record Text(String name, String value) implements Field {}

        /** A number. */
        record Count(String name, long value) implements Field {}

        private void write(JsonGenerator json) throws IOException {
            switch (this) {
                case Text(String name, String value) -> json.writeStringField(name, value);
                case Count(String name, long value) -> json.writeNumberField(name, value);
            }
        }
    }

    private static Map<String, String> onlyFor(OptionalLong revision) {
        return revision.isPresent() ? Map.of("If-Match", "\"" + revision.getAsLong() + "\"") : Map.of();
    }

    private ChangeResult change(Request request) throws AdminException {
        return exchange(request, CHANGE_TIMEOUT, reply -> {
            JsonObject body = object(reply);
            return body.fields().containsKey("error")
                    ? new ChangeResult.Refused(List.of(body.text("error")))
                    : ChangeResult.read(body);
        });
    }

    private interface RowReader<T> {
        T read(JsonObject row) throws IOException;
    }

    private interface ArrayReader {
        /** The parser is before the first element of the array; it is left at the array's end. */
        void read(JsonParser reply) throws IOException;
    }

    private interface ReplyReader<T> {
        T read(HttpReply reply) throws IOException;
    }

    @SuppressWarnings("ArrayRecordComponent") // a body on its way: never compared
    private record Request(String method, String target, Map<String, String> headers, byte[] body) {
        Request(String method, String target) {
            this(method, target, Map.of(), NOTHING);
        }

        byte[] head() {
            StringBuilder further = new StringBuilder();
            headers.forEach((name, value) ->
                    further.append(name).append(": ").append(value).append("\r\n"));
            return (method + " /v1/" + target + " HTTP/1.1\r\nHost: taplane\r\nConnection: close\r\n" + further
                            + "Content-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    private <T> List<T> list(Topic topic, RowReader<T> reader) throws AdminException {
        List<T> rows = new ArrayList<>();
        ask(topic, reply -> {
            while (reply.nextToken() != JsonToken.END_ARRAY) {
                rows.add(reader.read(JsonObject.read(reply)));
            }
        });
        return rows;
    }

    private void ask(Topic topic, ArrayReader reader) throws AdminException {
        exchange(new Request("GET", topic.label()), timeout, reply -> {
            requireFine(reply);
            try (JsonParser json = Json.FACTORY.createParser(reply.body())) {
                if (json.nextToken() != JsonToken.START_ARRAY) {
                    throw new AdminException("the daemon's reply is of an unexpected kind");
                }
                reader.read(json);
            }
            return topic;
        });
    }

    private <T> T exchange(Request request, Duration patience, ReplyReader<T> reader) throws AdminException {
        try (SocketChannel channel = connect()) {
            send(channel, request.head());
            sendBody(channel, request.body());
            return reader.read(HttpReply.read(new BufferedInputStream(TimedInput.of(channel, patience), BUFFER)));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private SocketChannel connect() throws AdminException {
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (BindException e) {
            // what the JDK makes of EACCES
            throw new AdminException("permission denied: " + socket, e);
        } catch (IOException e) {
            throw new AdminException("no daemon answers on " + socket + "; is it running?", e);
        }
    }

    private static void send(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Whether a daemon that hangs up in the middle of a body said why, its reply shows: that is read in any case. */
    private static void sendBody(SocketChannel channel, byte[] body) throws IOException {
        try {
            send(channel, body);
        } catch (IOException hungUp) {
            if (!"Broken pipe".equals(hungUp.getMessage())) {
                throw hungUp;
            }
        }
    }

    private static void requireFine(HttpReply reply) throws IOException {
        if (reply.status() != FINE) {
            throw new AdminException("the daemon refused: " + object(reply).text("error"));
        }
    }

    private static JsonObject object(HttpReply reply) throws IOException {
        try (JsonParser json = Json.FACTORY.createParser(reply.body())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new AdminException("the daemon's reply is of an unexpected kind");
            }
            return JsonObject.read(json);
        }
    }
}
