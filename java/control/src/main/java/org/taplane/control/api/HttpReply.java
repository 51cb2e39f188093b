package org.taplane.control.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A reply as it arrives: the head is read, the body is a stream. As much of HTTP/1.1 (RFC 9112) as the daemon speaks, in
 * classes of the JDK, whose own client knows no unix sockets.
 *
 * @param headers by their names in lower case
 */
record HttpReply(int status, Map<String, String> headers, InputStream body) {
    private static final int MAX_LINE = 8192;
    private static final int MAX_HEADERS = 100;

    /** @param input buffered: the head is read byte by byte */
    static HttpReply read(InputStream input) throws IOException {
        int status = status(line(input));
        Map<String, String> headers = new HashMap<>();
        for (String line = line(input); !line.isEmpty(); line = line(input)) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == MAX_HEADERS) {
                throw unexpected();
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new HttpReply(status, headers, body(headers, input));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    private static InputStream body(Map<String, String> headers, InputStream input) throws IOException {
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            return new ChunkedInput(input);
        }
        try {
            return new BoundedInput(input, Long.parseLong(headers.getOrDefault("content-length", "0")));
        } catch (NumberFormatException e) {
            throw unexpected();
        }
    }

    private static int status(String line) throws IOException {
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?")) {
            throw unexpected();
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    /** The next line without its end. */
    static String line(InputStream input) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0 || line.size() == MAX_LINE) {
                throw unexpected();
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    static AdminException unexpected() {
        return new AdminException("the daemon's reply is cut short or not HTTP/1.1");
    }
}
