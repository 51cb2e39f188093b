package org.taplane.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdminClientTest {
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    @TempDir
    Path directory;

    @Test
    void nobodyThere() {
        Path socket = directory.resolve("s");
        assertThatThrownBy(() -> new AdminClient(socket).ports())
                .hasMessage("no daemon answers on " + socket + "; is it running?");
    }

    @Test
    void nobodyListens() throws IOException {
        Path socket = directory.resolve("s");
        try (ServerSocketChannel gone = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            gone.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThatThrownBy(() -> new AdminClient(socket).ports())
                .hasMessage("no daemon answers on " + socket + "; is it running?");
    }

    @Test
    void daemonThatHangs() throws Exception {
        Path socket = directory.resolve("s");
        try (ServerSocketChannel _ = listen(socket)) {
            assertThatThrownBy(() -> new AdminClient(socket, Duration.ofMillis(50)).ports())
                    .hasMessageContaining("the daemon did not answer within");
        }
    }

    @Test
    void replyCutShort() throws Exception {
        assertThatThrownBy(() -> ask(CHUNKED + "10\r\n[{\"name\":\"br0\","))
                .hasMessageContaining("cut short or not HTTP");
        assertThatThrownBy(() -> ask(CHUNKED + "1\r\n[\r\n0\r\n\r\n")).hasMessageContaining("cut short or not JSON");
        assertThatThrownBy(() -> ask(whole("[") + "]")).hasMessageContaining("cut short or not JSON");
        assertThatThrownBy(() -> ask(whole("[]").replace("2", "20"))).hasMessageContaining("cut short or not HTTP");
        assertThatThrownBy(() -> ask(CHUNKED + "zz\r\n[]")).hasMessageContaining("not HTTP");
        assertThatThrownBy(() -> ask(CHUNKED + "2\r\n[]0\r\n")).hasMessageContaining("not HTTP");
        assertThatThrownBy(() -> ask("HTTP/1.1 200 OK\r\nX: 1\r\n")).hasMessageContaining("not HTTP");
        assertThatThrownBy(() -> ask("")).hasMessageContaining("not HTTP");
    }

    @Test
    void replyOfAnotherKind() throws Exception {
        assertThatThrownBy(() -> ask(whole("{\"error\":\"not today\"}").replace("200 OK", "404 Not Found")))
                .hasMessage("the daemon refused: not today");
        assertThatThrownBy(() -> ask(whole("7"))).hasMessageContaining("unexpected");
        assertThatThrownBy(() -> ask(whole("{}"))).hasMessageContaining("unexpected");
        assertThatThrownBy(() -> ask(whole("[{\"name\":[]}]"))).hasMessageContaining("\"name\"");
        assertThatThrownBy(() -> ask(whole("[7]"))).hasMessageContaining("unexpected");
        assertThatThrownBy(() -> ask("{\"ok\":[]}\n")).hasMessageContaining("not HTTP");
    }

    @Test
    void copyGivesTheArrayAsItIs() throws Exception {
        StringWriter copy = new StringWriter();
        String array = "[{\"a\":1,\"b\":null,\"c\":{\"d\":[\"e\"]}},{}]";
        answering(whole(array), client -> client.copy(Topic.FDB, copy));
        assertThat(copy).hasToString(array);
    }

    private static String whole(String body) {
        return "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
    }

    private void ask(String reply) throws Exception {
        answering(reply, AdminClient::bridges);
    }

    private interface Question {
        void ask(AdminClient client) throws IOException;
    }

    private void answering(String reply, Question question) throws Exception {
        Path socket = directory.resolve("s" + System.nanoTime());
        try (ServerSocketChannel server = listen(socket)) {
            Thread answer = Thread.ofVirtual().start(() -> answer(server, reply));
            question.ask(new AdminClient(socket));
            answer.join();
        }
    }

    private static ServerSocketChannel listen(Path socket) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        return server;
    }

    private static void answer(ServerSocketChannel server, String reply) {
        try (SocketChannel client = server.accept()) {
            client.read(ByteBuffer.allocate(100));
            client.write(ByteBuffer.wrap(reply.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
