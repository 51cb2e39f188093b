package org.taplane.it.kit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks the admin socket as a user does. */
public record Curl(Path socket) {
    private static final String TAIL = "%{stderr}%{http_code} %{time_total} %{content_type}";

    /**
     * What came back.
     *
     * @param took from connecting to the last byte
     */
    public record Response(int status, String type, Duration took, String body) {}

    /** GET, with header lines such as {@code Accept: text/plain}. */
    public Response get(String path, String... headers) {
        List<String> line = new ArrayList<>(List.of("curl", "--silent", "--unix-socket", socket.toString()));
        for (String header : headers) {
            line.addAll(List.of("--header", header));
        }
        line.addAll(List.of("--write-out", TAIL, "http://localhost" + path));
        Shell.Result result = Shell.run(Shell.BOUND, line).succeeded();
        String[] tail = result.error().split(" ", 3);
        long micros = Math.round(1e6 * Double.parseDouble(tail[1]));
        return new Response(Integer.parseInt(tail[0]), tail[2], Duration.ofNanos(1000 * micros), result.output());
    }
}
