package org.taplane.control.api;

import java.util.Map;

/** What a plugin of Docker is asked: remote calls by name, with an object and an object for answer. */
@FunctionalInterface
public interface PluginCalls {
    /**
     * Carries out a call, one at a time.
     *
     * @param method such as {@code NetworkDriver.Join}
     * @param arguments as {@link JsonObject#fields} has them
     * @return text, truth values, lists and maps of these
     * @throws PluginException if it cannot be: the message is for the user
     */
    Map<String, Object> call(String method, JsonObject arguments) throws PluginException;

    /** Why a call fails. */
    final class PluginException extends Exception {
        private static final long serialVersionUID = 1L;

        public PluginException(String message) {
            super(message);
        }
    }
}
