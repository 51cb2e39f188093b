package org.taplane.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The C functions behind {@code TapIo}, bound by the foreign function interface. The handles are constants, so that the
 * JIT compiler inlines them.
 *
 * <p>The library of the daemon shows its JNI entry points only: the same sources are compiled once more, with the same
 * options, for those that take no {@code JNIEnv}.
 *
 * <p>A structure of 16 bytes is passed, and one of 8 bytes returned, in registers: {@code struct burst_slab} looks like
 * two longs, {@code struct burst_sent} and {@code struct burst_received} like the one of {@code SendResult} and
 * {@code ReceiveResult}. That is the cheapest way to call them, and the same in the ABIs of x86_64 and aarch64.
 */
final class ForeignTapIo {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = compileAndLoad();

    private static final FunctionDescriptor RECEIVE_TYPE = FunctionDescriptor.of(
            ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final FunctionDescriptor SEND_TYPE = FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT);

    /** {@code long (int fd, struct burst_area *area, int max)}. */
    static final MethodHandle RECEIVE = bind("burst_tap_receive", RECEIVE_TYPE);

    /** The same, during which no safepoint can be reached. */
    static final MethodHandle RECEIVE_CRITICAL = bind("burst_tap_receive", RECEIVE_TYPE, Linker.Option.critical(false));

    /** {@code long (int fd, long slab, long slabSize, long trains, int *entries, int count)}. */
    static final MethodHandle SEND = bind("burst_tap_send", SEND_TYPE);

    /** The same, during which no safepoint can be reached. */
    static final MethodHandle SEND_CRITICAL = bind("burst_tap_send", SEND_TYPE, Linker.Option.critical(false));

    /** The same, and the entries may be a Java array. */
    static final MethodHandle SEND_CRITICAL_HEAP = bind("burst_tap_send", SEND_TYPE, Linker.Option.critical(true));

    private static final int O_RDWR = 2;

    private ForeignTapIo() {}

    /** A device that takes every frame and gives frames of no bytes, both for nearly nothing. */
    static int openNull() throws Throwable {
        MethodHandle open = downcall(
                LINKER.defaultLookup().findOrThrow("open"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        try (Arena arena = Arena.ofConfined()) {
            return (int) open.invokeExact(arena.allocateFrom("/dev/null"), O_RDWR);
        }
    }

    private static MethodHandle bind(String name, FunctionDescriptor type, Linker.Option... options) {
        return downcall(LIBRARY.findOrThrow(name), type, options);
    }

    @SuppressWarnings("restricted") // calls of native code are what this class is about
    private static MethodHandle downcall(MemorySegment symbol, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(symbol, type, options);
    }

    @SuppressWarnings("restricted") // as above
    private static SymbolLookup compileAndLoad() {
        try {
            Path library = Files.createTempFile("libburst", ".so");
            try {
                compile(library);
                return SymbolLookup.libraryLookup(library, Arena.global());
            } finally {
                Files.delete(library);
            }
        } catch (IOException | InterruptedException | URISyntaxException e) {
            throw new UncheckedIOException(new IOException("cannot compile the C functions", e));
        }
    }

    private static void compile(Path library) throws IOException, InterruptedException, URISyntaxException {
        Path sources = repository().resolve("native/src/main/c");
        List<String> command = List.of(
                "gcc",
                "-std=gnu11",
                "-O2",
                "-fno-omit-frame-pointer",
                "-fPIC",
                "-shared",
                "-Wl,-z,now",
                "-o",
                library.toString(),
                sources.resolve("burst_tap.c").toString(),
                sources.resolve("burst_area.c").toString());
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IOException(command + " ended with " + exit);
        }
    }

    /** This class is in benchmarks/target/classes. */
    private static Path repository() throws URISyntaxException {
        Path classes = Path.of(ForeignTapIo.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return classes.resolve("../../..").normalize();
    }
}
