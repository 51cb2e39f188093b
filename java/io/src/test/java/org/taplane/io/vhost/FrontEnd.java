package org.taplane.io.vhost;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.taplane.io.socket.SocketName;
import org.taplane.io.socket.StreamListener;
import org.taplane.io.socket.StreamSockets;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.Fd;
import org.taplane.io.sys.Libc;
import org.taplane.nativeio.VhostIo;

/** A front end with a guest of one page-aligned file of memory: says what the tests want it to say, right or wrong. */
final class FrontEnd implements AutoCloseable {
    static final long GUEST = 0x1_0000_0000L;
    static final long USER = 0x7000_0000_0000L;
    static final int MEMORY = 4 << 20;
    private static final int NO_FD = -1;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED;

    private final Fd socket;
    private final FileChannel file;
    private final Fd fileFd;
    final MemorySegment memory;

    private FrontEnd(Fd socket, FrontEnd before) {
        this.socket = socket;
        file = before.file;
        fileFd = before.fileFd;
        memory = before.memory;
    }

    /** @param directory on a file system in memory */
    private FrontEnd(Fd socket, Path directory) throws IOException {
        this.socket = socket;
        Path path = Files.createTempFile(directory, "guest", ".memory");
        file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        file.write(ByteBuffer.allocate(1), MEMORY - 1L);
        memory = file.map(FileChannel.MapMode.READ_WRITE, 0, MEMORY, Arena.ofShared());
        fileFd = Fd.open(path.toString(), Libc.O_RDWR);
        Files.delete(path);
    }

    static FrontEnd connect(Path path, Path directory) throws IOException {
        return new FrontEnd(GuestRig.persist(() -> StreamSockets.connect(new SocketName.Unix(path))), directory);
    }

    /** The same guest, with another connection. */
    FrontEnd connectAgain(Path path) {
        socket.close();
        return new FrontEnd(StreamSockets.connect(new SocketName.Unix(path)), this);
    }

    /** The next connection of a back end. */
    static FrontEnd accept(StreamListener listener, Path directory) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        Optional<Fd> peer = listener.accept();
        while (peer.isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
            peer = listener.accept();
        }
        return new FrontEnd(peer.orElseThrow(), directory);
    }

    /** Sends a message as it is. */
    FrontEnd send(int request, int flags, ByteBuffer payload, int fd) {
        int size = payload.capacity();
        ByteBuffer message = Libc.struct(Header.BYTES + size)
                .putInt(0, request)
                .putInt(4, flags)
                .putInt(8, size)
                .put(Header.BYTES, payload, 0, size);
        int errno = VhostIo.write(socket.value(), Libc.address(message), message.capacity(), fd);
        if (errno != 0) {
            throw new IllegalStateException("front end: " + Errno.text(errno));
        }
        return this;
    }

    FrontEnd tell(int request, long number) {
        return send(request, 1, u64(number), NO_FD);
    }

    FrontEnd tell(int request, long number, Fd fd) {
        return send(request, 1, u64(number), fd.value());
    }

    FrontEnd ring(int request, int ring, int value) {
        return send(request, 1, u64(Integer.toUnsignedLong(ring) | (long) value << 32), NO_FD);
    }

    /** What the answer to a question holds. */
    ByteBuffer ask(int request, ByteBuffer payload, int fd) {
        send(request, 1, payload, fd);
        return answer();
    }

    long ask(int request) {
        return ask(request, Libc.struct(0), NO_FD).getLong(0);
    }

    /** What becomes of a message whose sender wants to know. */
    long acknowledged(int request, long number) {
        send(request, 1 | 1 << 3, u64(number), NO_FD);
        return answer().getLong(0);
    }

    /** The answer that is under way. A descriptor that comes with it is in {@link #received}. */
    ByteBuffer answer() {
        ByteBuffer header = read(Header.BYTES);
        return read(header.getInt(8));
    }

    private final int[] came = new int[VhostIo.FDS];
    private Optional<Fd> received = Optional.empty();

    Fd received() {
        return received.orElseThrow();
    }

    private ByteBuffer read(int bytes) {
        ByteBuffer buffer = Libc.struct(bytes);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        int filled = 0;
        while (filled < bytes && System.nanoTime() < deadline) {
            long result = VhostIo.read(socket.value(), Libc.address(buffer) + filled, bytes - filled, came);
            if (result >>> 32 > 0) {
                received = Optional.of(Fd.of(came[0]));
            }
            int got = (int) result;
            if (got == 0) {
                throw new IllegalStateException("the back end has closed the connection");
            }
            filled += Math.max(got, 0);
        }
        return buffer;
    }

    /** Waits until the back end has closed the connection. */
    boolean isLetGo() {
        ByteBuffer byte_ = Libc.struct(1);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() < deadline) {
            int got = (int) VhostIo.read(socket.value(), Libc.address(byte_), 1, came);
            if (got == 0 || got == -Errno.ECONNRESET) {
                return true;
            }
        }
        return false;
    }

    private static ByteBuffer u64(long number) {
        return Libc.struct(Long.BYTES).putLong(0, number);
    }

    /** All of the memory, in one region. */
    FrontEnd shareMemory() {
        return shareMemory(GUEST, MEMORY, USER, 0, fileFd);
    }

    FrontEnd shareMemory(long guest, long size, long user, long offset, Fd fd) {
        ByteBuffer table = Libc.struct(40)
                .putInt(0, 1)
                .putLong(8, guest)
                .putLong(16, size)
                .putLong(24, user)
                .putLong(32, offset);
        return send(MessageParser.SET_MEM_TABLE, 1, table, fd.value());
    }

    Fd memoryFile() {
        return fileFd;
    }

    /** Says hello and agrees to features. */
    FrontEnd agree(long features) {
        tell(MessageParser.SET_FEATURES, features);
        return this;
    }

    /** The virtqueue by which the guest's driver receives (an even number) or transmits. */
    GuestQueue start(int ring) {
        return start(ring, 0);
    }

    GuestQueue start(int ring, int next) {
        GuestQueue queue = new GuestQueue(memory, ring);
        ring(MessageParser.SET_VRING_NUM, ring, GuestQueue.SIZE);
        ring(MessageParser.SET_VRING_BASE, ring, next);
        ByteBuffer addresses = Libc.struct(40)
                .putInt(0, ring)
                .putLong(8, USER + queue.descriptors())
                .putLong(16, USER + queue.used())
                .putLong(24, USER + queue.avail());
        send(MessageParser.SET_VRING_ADDR, 1, addresses, NO_FD);
        tell(MessageParser.SET_VRING_CALL, ring, queue.call());
        tell(MessageParser.SET_VRING_KICK, ring, queue.kick());
        ring(MessageParser.SET_VRING_ENABLE, ring, 1);
        return queue;
    }

    /** Makes the memory's file shorter, under the eyes of the back end. */
    void truncate() throws IOException {
        file.truncate(0);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        fileFd.close();
        file.close();
    }

    static int u32(MemorySegment memory, long at) {
        return memory.get(U32, at);
    }

    static void put(MemorySegment memory, long at, long guest, int length, int flagsAndNext) {
        memory.set(U64, at, guest);
        memory.set(U32, at + 8, length);
        memory.set(U32, at + 12, flagsAndNext);
    }
}
