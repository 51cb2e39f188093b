package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;

/**
 * Who is and was at the other end of a port that has one peer at a time.
 *
 * @param name the peer that is connected: an address, or {@code process 1234 of user 0}; empty while there is none
 * @param connections how often a peer has been there, this one included
 * @param refused how many were sent away because there was one already
 */
public record PeerState(Optional<String> name, long connections, long refused) {
    public static final PeerState NOBODY = new PeerState(Optional.empty(), 0, 0);

    /** As it is when a peer has come. */
    public PeerState joined(String peer) {
        return new PeerState(Optional.of(peer), connections + 1, refused);
    }

    /** As it is when the peer has gone. */
    public PeerState left() {
        return new PeerState(Optional.empty(), connections, refused);
    }

    /** As it is when another one was sent away. */
    public PeerState refusedOne() {
        return new PeerState(name, connections, refused + 1);
    }

    static PeerState read(JsonObject json) throws IOException {
        return new PeerState(json.optionalText("name"), json.number("connections"), json.number("refused"));
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeFieldName("name");
        if (name.isPresent()) {
            json.writeString(name.get());
        } else {
            json.writeNull();
        }
        json.writeNumberField("connections", connections);
        json.writeNumberField("refused", refused);
        json.writeEndObject();
    }
}
