package org.taplane.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Several flows of numbered UDP datagrams at once, each as fast as its socket takes them. What is lost on the way is lost;
 * what arrives has to be in order, flow by flow, and nothing twice.
 *
 * <p>Two things that reorder before or behind the switch are kept away. Datagrams wait in the kernel while it asks for the
 * neighbour's address, and others may overtake them: so each flow begins with one that is sent until the receiver has it.
 * And a veth device queues on the processor that sends: so each sender stays on one.
 */
public final class NumberedDatagrams {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int FLOWS = 4;
    private static final int COUNT = 10_000;
    private static final int BUFFER = 4 << 20;
    private static final int BYTES = 3 * Integer.BYTES;

    /** Sent again and again, the one before the first datagram and the other after the last, until the receiver has it. */
    private static final int BEGIN = -1;

    private static final int END = Integer.MAX_VALUE;

    private static final Duration PAUSE = Duration.ofMillis(5);

    /** Ours alone: what an earlier run left on its way may find the port of its receiver in use again. */
    private final int run = ThreadLocalRandom.current().nextInt();

    private final int[] last = new int[FLOWS];
    private final CompletableFuture<Void> allBegun = new CompletableFuture<>();
    private final CompletableFuture<Void> allEnded = new CompletableFuture<>();
    private int arrived;

    private NumberedDatagrams() {
        Arrays.fill(last, BEGIN - 1);
    }

    /** Sends from one namespace to {@code address} in another; gives the number that arrived. */
    public static int send(Namespace from, Namespace to, String address) {
        NumberedDatagrams datagrams = new NumberedDatagrams();
        try (DatagramChannel receiver = to.call(() -> open().bind(new InetSocketAddress(address, 0)));
                Resources senders = new Resources()) {
            InetSocketAddress target = (InetSocketAddress) receiver.getLocalAddress();
            List<CompletableFuture<Void>> running = new ArrayList<>();
            running.add(CompletableFuture.runAsync(() -> datagrams.receive(receiver), Thread::startVirtualThread));
            for (int i = 0; i < FLOWS; i++) {
                int flow = i;
                DatagramChannel sender = senders.add(from.call(() -> open().connect(target)));
                running.add(CompletableFuture.runAsync(
                        () -> datagrams.send(flow, sender),
                        task -> Thread.ofPlatform().start(task)));
            }
            CompletableFuture.allOf(running.toArray(CompletableFuture[]::new))
                    .get(BOUND.toMillis(), TimeUnit.MILLISECONDS);
            return datagrams.arrived;
        } catch (Exception e) {
            throw new AssertionError("datagrams from %s to %s at %s".formatted(from, to, address), e);
        }
    }

    private static DatagramChannel open() throws IOException {
        return DatagramChannel.open()
                .setOption(StandardSocketOptions.SO_SNDBUF, BUFFER)
                .setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
    }

    private void send(int flow, DatagramChannel channel) {
        stayOn(flow % Runtime.getRuntime().availableProcessors());
        sendUntil(allBegun, channel, flow, BEGIN);
        for (int number = 0; number < COUNT; number++) {
            send(channel, flow, number);
        }
        sendUntil(allEnded, channel, flow, END);
    }

    private static void stayOn(int processor) {
        byte[] mask = new byte[128];
        mask[processor / Byte.SIZE] = (byte) (1 << (processor % Byte.SIZE));
        Libc.C.sched_setaffinity(0, mask.length, mask);
    }

    private void sendUntil(CompletableFuture<Void> event, DatagramChannel channel, int flow, int number) {
        while (!event.isDone()) {
            send(channel, flow, number);
            event.copy()
                    .completeOnTimeout(null, PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
    }

    private void send(DatagramChannel channel, int flow, int number) {
        try {
            channel.write(ByteBuffer.allocate(BYTES)
                    .putInt(run)
                    .putInt(flow)
                    .putInt(number)
                    .flip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void receive(DatagramChannel channel) {
        try {
            ByteBuffer datagram = ByteBuffer.allocate(BYTES);
            while (!allEnded.isDone()) {
                channel.receive(datagram.clear());
                if (datagram.flip().getInt() == run) {
                    take(datagram.getInt(), datagram.getInt());
                }
            }
        } catch (IOException | AssertionError e) {
            allBegun.completeExceptionally(e); // the senders need not go on
            allEnded.completeExceptionally(e);
            throw new AssertionError(e);
        }
    }

    private void take(int flow, int number) {
        if (number < last[flow] || (number == last[flow] && number != BEGIN && number != END)) {
            throw new AssertionError("flow %d: %d came after %d".formatted(flow, number, last[flow]));
        }
        last[flow] = number;
        if (number == BEGIN) {
            completeIfAll(BEGIN, allBegun);
        } else if (number == END) {
            completeIfAll(END, allEnded);
        } else {
            arrived++;
        }
    }

    private void completeIfAll(int mark, CompletableFuture<Void> event) {
        if (Arrays.stream(last).allMatch(number -> number == mark)) {
            event.complete(null);
        }
    }
}
