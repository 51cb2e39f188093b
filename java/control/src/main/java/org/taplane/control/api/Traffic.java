package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** What a port counted in one direction since it was made. */
public record Traffic(long frames, long bytes, long drops) {
    static Traffic read(JsonObject json) throws IOException {
        return new Traffic(json.number("frames"), json.number("bytes"), json.number("drops"));
    }

    void write(String name, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("frames", frames);
        json.writeNumberField("bytes", bytes);
        json.writeNumberField("drops", drops);
        json.writeEndObject();
    }
}
