package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.taplane.wire.MacAddress;

/**
 * One object of a reply, in memory. It is here because the command line must start fast: binding by reflection costs
 * more time than everything else that a command does.
 *
 * @param fields text as {@code String}, numbers as {@code Long}, truth values as {@code Boolean}, objects as {@code JsonObject}, arrays as {@code List};
 *     a null is left out
 */
public record JsonObject(Map<String, Object> fields) {
    /** Reads the object whose opening brace is the parser's current token. */
    public static JsonObject read(JsonParser json) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            value(json).ifPresent(value -> fields.put(name, value));
        }
        return new JsonObject(fields);
    }

    /** Whether there is such a field, and it is not null. */
    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** The text of this name; an {@link IOException} if there is none, as for the other kinds. */
    public String text(String name) throws IOException {
        return field(name, String.class);
    }

    public Optional<String> optionalText(String name) throws IOException {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    public long number(String name) throws IOException {
        return field(name, Long.class);
    }

    OptionalInt optionalInt(String name) throws IOException {
        return has(name) ? OptionalInt.of((int) number(name)) : OptionalInt.empty();
    }

    public boolean flag(String name) throws IOException {
        return field(name, Boolean.class);
    }

    /** The low 48 bits of a MAC address. */
    long mac(String name) throws IOException {
        return MacAddress.parse(text(name))
                .orElseThrow(() -> new IOException("not a MAC address: " + fields.get(name)));
    }

    OptionalLong optionalMac(String name) throws IOException {
        return has(name) ? OptionalLong.of(mac(name)) : OptionalLong.empty();
    }

    <E extends Enum<E>> E choice(String name, Class<E> type) throws IOException {
        try {
            return Enum.valueOf(type, text(name).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw unexpected(name, e);
        }
    }

    public JsonObject object(String name) throws IOException {
        return field(name, JsonObject.class);
    }

    public List<JsonObject> objects(String name) throws IOException {
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : field(name, List.class)) {
            objects.add(cast(name, element, JsonObject.class));
        }
        return objects;
    }

    public List<String> texts(String name) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Object element : field(name, List.class)) {
            texts.add(cast(name, element, String.class));
        }
        return texts;
    }

    /** Every field as a number. */
    Map<String, Long> numbers() throws IOException {
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (String name : fields.keySet()) {
            numbers.put(name, number(name));
        }
        return numbers;
    }

    private static Optional<Object> value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> Optional.of(json.getText());
            case VALUE_TRUE, VALUE_FALSE -> Optional.of(json.getBooleanValue());
            case VALUE_NUMBER_INT -> Optional.of(json.getLongValue());
            case START_OBJECT -> Optional.of(read(json));
            case START_ARRAY -> Optional.of(array(json));
            case VALUE_NULL -> Optional.empty();
            default -> throw new IOException("unexpected " + json.currentToken() + " in the reply");
        };
    }

    private static List<Object> array(JsonParser json) throws IOException {
        List<Object> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            value(json).ifPresent(elements::add);
        }
        return elements;
    }

    private <T> T field(String name, Class<T> type) throws IOException {
        return cast(name, fields.getOrDefault(name, Optional.empty()), type);
    }

    private static <T> T cast(String name, Object value, Class<T> type) throws IOException {
        try {
            return type.cast(value);
        } catch (ClassCastException e) {
            throw unexpected(name, e);
        }
    }

    private static IOException unexpected(String name, RuntimeException cause) {
        return new IOException("the reply's field \"" + name + "\" is missing or of an unexpected kind", cause);
    }
}
