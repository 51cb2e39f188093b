package org.taplane.control.docker;

import java.io.IOException;
import java.util.Map;
import org.taplane.control.api.JsonObject;
import org.taplane.control.api.PluginCalls.PluginException;

/** What Docker sends may lack parts, or have others in their place. */
final class Calls {
    private static final String ID = "[0-9a-zA-Z]{1,128}";

    private Calls() {}

    /** The object of this name; one without members if there is none. */
    static JsonObject object(JsonObject from, String name) throws IOException {
        return from.fields().containsKey(name) ? from.object(name) : new JsonObject(Map.of());
    }

    /** An empty text if there is none. */
    static String text(JsonObject from, String name) throws IOException {
        return from.optionalText(name).orElse("");
    }

    static String id(JsonObject from, String name) throws IOException, PluginException {
        String id = from.text(name);
        if (!id.matches(ID)) {
            throw new PluginException(name + " is no identifier");
        }
        return id;
    }
}
