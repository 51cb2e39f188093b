package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.taplane.dataplane.frame.Burst;

/** What would become of a frame: {@code POST /v1/trace} with {@code {"port": "vm1", "frame": "ffff…"}}. */
final class TraceResource {
    private static final int FINE = 200;
    private static final int NONSENSE = 400;
    private static final int UNKNOWN = 404;
    private static final int MAX_VNI = 0xff_ffff;
    private static final Set<String> FIELDS = Set.of("bridge", "port", "vni", "frame");
    private static final String EXPECTED = "; expected {\"port\": \"vm1\", \"frame\": \"ffffffffffff…\"}";

    private final SwitchState state;

    TraceResource(SwitchState state) {
        this.state = state;
    }

    Answer answer(byte[] body) {
        try {
            TraceResult result = state.trace(read(body));
            return Answer.json(FINE, Json.text(result::write));
        } catch (UnknownNameException e) {
            return Answer.error(UNKNOWN, String.valueOf(e.getMessage()));
        } catch (TraceException e) {
            return Answer.error(NONSENSE, String.valueOf(e.getMessage()));
        }
    }

    private static TraceRequest read(byte[] body) throws TraceException {
        JsonObject request = object(body);
        Optional<String> unknown = request.fields().keySet().stream()
                .filter(name -> !FIELDS.contains(name))
                .findFirst();
        if (unknown.isPresent()) {
            throw new TraceException(
                    "there is no field \"" + unknown.get() + "\"; expected port, frame, bridge or vni");
        }
        return new TraceRequest(
                request.has("bridge") ? Optional.of(text(request, "bridge")) : Optional.empty(),
                text(request, "port"),
                vni(request),
                frame(text(request, "frame")));
    }

    private static JsonObject object(byte[] body) throws TraceException {
        try (JsonParser json = Json.FACTORY.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new TraceException("the body is no JSON object" + EXPECTED);
            }
            JsonObject request = JsonObject.read(json);
            if (json.nextToken() != null) {
                throw new TraceException("something follows the JSON object" + EXPECTED);
            }
            return request;
        } catch (IOException e) {
            throw new TraceException("the body is not JSON" + EXPECTED);
        }
    }

    private static String text(JsonObject request, String name) throws TraceException {
        try {
            return request.text(name);
        } catch (IOException e) {
            throw new TraceException("the field \"" + name + "\" is missing or no text" + EXPECTED);
        }
    }

    private static OptionalInt vni(JsonObject request) throws TraceException {
        if (!request.has("vni")) {
            return OptionalInt.empty();
        }
        if (request.fields().get("vni") instanceof Long vni && vni >= 0 && vni <= MAX_VNI) {
            return OptionalInt.of(vni.intValue());
        }
        throw new TraceException("the field \"vni\" is no VNI; expected a number from 0 to " + MAX_VNI);
    }

    private static byte[] frame(String hex) throws TraceException {
        if (hex.isEmpty()) {
            throw new TraceException("the frame is empty; expected its bytes in hexadecimal");
        }
        if (hex.length() / 2 > Burst.MAX_FRAME) {
            throw new TraceException(
                    "the frame has " + hex.length() / 2 + " bytes; expected at most " + Burst.MAX_FRAME);
        }
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw new TraceException(
                    hex.length() % 2 != 0
                            ? "the frame has an odd number of hexadecimal digits; expected two a byte"
                            : "the frame is not hexadecimal; expected 0 to 9 and a to f, two a byte");
        }
    }
}
