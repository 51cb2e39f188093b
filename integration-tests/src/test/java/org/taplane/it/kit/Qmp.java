package org.taplane.it.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** QEMU's machine protocol: one command a connection. */
final class Qmp {
    private static final int SECONDS = 20;

    private Qmp() {}

    /** Carries out a command with its arguments as a JSON object; a refusal is a failure. */
    static void execute(Path monitor, String command, String arguments) {
        CompletableFuture.runAsync(() -> talk(monitor, command, arguments), Thread::startVirtualThread)
                .orTimeout(SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private static void talk(Path monitor, String command, String arguments) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(monitor));
                BufferedReader answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            ask(channel, answers, "{\"execute\": \"qmp_capabilities\"}");
            ask(channel, answers, "{\"execute\": \"%s\", \"arguments\": %s}".formatted(command, arguments));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Events and the greeting may come before the answer. */
    private static void ask(SocketChannel channel, BufferedReader answers, String question) throws IOException {
        channel.write(ByteBuffer.wrap(question.getBytes(StandardCharsets.UTF_8)));
        String line = answers.readLine();
        while (line != null && !line.startsWith("{\"return\"")) {
            if (line.startsWith("{\"error\"")) {
                throw new AssertionError(question + ": " + line);
            }
            line = answers.readLine();
        }
    }
}
