package org.taplane.control.config.load;

import java.util.Map;
import org.taplane.control.config.yaml.Position;

/** Where each port of a configuration stands in its file, for faults that show only when the system is asked. */
public final class PortPlaces {
    private final String file;
    private final Map<String, Position> places;

    PortPlaces(String file, Map<String, Position> places) {
        this.file = file;
        this.places = Map.copyOf(places);
    }

    /** A fault of the port with this name, in the words and the form of any other error of the file. */
    public ConfigError error(String port, String problem, String expected) {
        return new ConfigError(file, places.getOrDefault(port, Position.START), problem, expected);
    }
}
