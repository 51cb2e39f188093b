package org.taplane.control.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.taplane.control.config.yaml.YamlNode.Mapping;
import org.taplane.control.reconcile.Edit;
import org.taplane.control.reconcile.EditException;
import org.taplane.control.reconcile.Settings;

/**
 * Reads a single change: {@code {"edit": "add-port", "bridge": "br0", "name": "web", "settings": "type=tap"}}. What is
 * {@code settings} is read by {@link Settings}.
 */
final class EditReader {
    private static final String KINDS =
            "add-bridge, set-bridge, remove-bridge, add-port, set-port, remove-port, detach, add-station or remove-station";

    private EditReader() {}

    static Edit read(byte[] body) throws EditException {
        try (JsonParser json = Json.FACTORY.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new EditException("the body is no JSON object", "{\"edit\": …}");
            }
            JsonObject edit = JsonObject.read(json);
            if (json.nextToken() != null) {
                throw new EditException("something follows the JSON object", "its end");
            }
            return read(edit);
        } catch (IOException e) {
            throw new EditException("the body is not the JSON of an edit: " + firstLine(e), "{\"edit\": …}");
        }
    }

    private static Edit read(JsonObject edit) throws IOException, EditException {
        String kind = edit.text("edit");
        return switch (kind) {
            case "add-bridge" -> new Edit.AddBridge(edit.text("name"), settings(edit));
            case "set-bridge" -> new Edit.SetBridge(edit.text("name"), settings(edit));
            case "remove-bridge" -> new Edit.RemoveBridge(edit.text("name"));
            case "add-port" -> new Edit.AddPort(edit.text("bridge"), edit.text("name"), settings(edit));
            case "set-port" -> new Edit.SetPort(edit.text("name"), settings(edit));
            case "remove-port" -> new Edit.RemovePort(edit.text("name"));
            case "detach" -> new Edit.Detach(edit.text("name"), edit.text("attached"));
            case "add-station" -> new Edit.AddStation(edit.text("bridge"), settings(edit));
            case "remove-station" ->
                new Edit.RemoveStation(edit.text("bridge"), edit.text("mac"), (int) edit.number("vlan"));
            default -> throw new EditException("\"" + kind + "\" is no edit", KINDS);
        };
    }

    private static Mapping settings(JsonObject edit) throws IOException, EditException {
        return Settings.parse(edit.optionalText("settings").orElse(""));
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
