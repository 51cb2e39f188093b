package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Writer;
import java.net.BindException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the daemon. Each question is a connection of its own; a reply is parsed while it arrives. Only classes of the JDK
 * and a JSON tokenizer are used, so that a command line starts quickly.
 */
public final class AdminClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Path socket;
    private final Duration timeout;
    private final JsonFactory json = new JsonFactory();

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

    /** Copies the reply's array to {@code target} as it arrives. */
    public void copy(Topic topic, Writer target) throws AdminException {
        ask(topic, reply -> {
            JsonGenerator copy = json.createGenerator(target).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            copy.writeStartArray();
            while (reply.nextToken() != JsonToken.END_ARRAY) {
                copy.copyCurrentStructure(reply);
            }
            copy.writeEndArray();
            copy.flush();
        });
    }

    private interface RowReader<T> {
        T read(JsonObject row) throws IOException;
    }

    private interface ReplyReader {
        /** The parser is before the first element of the array; it is left at the array's end. */
        void read(JsonParser reply) throws IOException;
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

    private void ask(Topic topic, ReplyReader reader) throws AdminException {
        try (SocketChannel channel = connect()) {
            send(channel, "{\"show\":\"" + topic.label() + "\"}\n");
            try (JsonParser reply = json.createParser(TimedInput.of(channel, timeout))) {
                enter(reply);
                reader.read(reply);
            }
        } catch (AdminException e) {
            throw e;
        } catch (JsonProcessingException e) {
            throw new AdminException("the reply on " + socket + " is cut short or not JSON", e);
        } catch (IOException e) {
            throw new AdminException("no reply on " + socket + ": " + IoReason.of(e), e);
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

    private static void send(SocketChannel channel, String request) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void enter(JsonParser reply) throws IOException {
        reply.nextToken();
        String outcome = reply.nextFieldName();
        JsonToken value = reply.nextToken();
        if ("error".equals(outcome) && value == JsonToken.VALUE_STRING) {
            throw new AdminException("the daemon refused: " + reply.getText());
        }
        if (!"ok".equals(outcome) || value != JsonToken.START_ARRAY) {
            throw new AdminException("the daemon's reply is of an unexpected kind");
        }
    }
}
