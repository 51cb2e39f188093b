package org.taplane.control.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** The bytes that arrive on a unix socket; a read that waits longer than the timeout fails. The JDK has no such thing. */
final class TimedInput extends InputStream {
    private final SocketChannel channel;
    private final Selector selector;
    private Duration timeout;

    private TimedInput(SocketChannel channel, Selector selector, Duration timeout) {
        this.channel = channel;
        this.selector = selector;
        this.timeout = timeout;
    }

    /** Makes {@code channel} non-blocking. */
    static TimedInput of(SocketChannel channel, Duration timeout) throws IOException {
        channel.configureBlocking(false);
        Selector selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
        return new TimedInput(channel, selector, timeout);
    }

    /** From here on a read waits as long as it takes. */
    void waitForEver() {
        timeout = Duration.ZERO;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
        int count = channel.read(buffer);
        while (count == 0 && length > 0) {
            if (selector.select(timeout.toMillis()) == 0 && !timeout.isZero()) {
                throw new AdminException("the daemon did not answer within " + timeout.toSeconds() + " s");
            }
            selector.selectedKeys().clear();
            count = channel.read(buffer);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
