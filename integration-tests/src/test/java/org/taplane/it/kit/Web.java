package org.taplane.it.kit;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** An HTTP server in a namespace and Debian's curl in another. */
public final class Web {
    private static final int PORT = 8080;

    private Web() {}

    /** Serves {@code page} at {@code address} in namespace {@code to}; the answer that curl gets from {@code from}. */
    public static String get(Namespace from, Namespace to, String address, byte[] page) {
        HttpServer server =
                to.call(() -> HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), PORT), 1));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, page.length);
            try (exchange) {
                exchange.getResponseBody().write(page);
            }
        });
        server.start();
        try {
            return from.run(Shell.BOUND, List.of("curl", "-sS", "-m", "10", url(address)))
                    .succeeded()
                    .output();
        } finally {
            server.stop(0);
        }
    }

    private static String url(String address) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        return "http://" + host + ":" + PORT + "/";
    }
}
