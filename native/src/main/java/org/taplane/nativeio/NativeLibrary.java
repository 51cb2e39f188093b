package org.taplane.nativeio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** Finds the library for this machine in the jar and loads it. */
final class NativeLibrary {
    static {
        unpackAndLoad();
    }

    private NativeLibrary() {}

    /**
     * Loads the library, once for all that call this.
     *
     * @throws UnsatisfiedLinkError if the jar holds none for this architecture or it cannot be unpacked
     */
    static void load() {
        // The class's initialisation did it; the JVM lets no other call come before its end.
    }

    private static void unpackAndLoad() {
        String resource = "/META-INF/native/linux-" + architecture() + "/libtaplane.so";
        try (InputStream library = NativeLibrary.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw new UnsatisfiedLinkError("no native library for this machine: " + resource);
            }
            loadFrom(library);
        } catch (IOException e) {
            throw withCause(new UnsatisfiedLinkError("cannot unpack " + resource + ": " + e.getMessage()), e);
        }
    }

    /** The file may go as soon as it is mapped, so nothing stays behind even after a kill. */
    @SuppressWarnings("restricted") // to load native code is this class's one duty
    private static void loadFrom(InputStream library) throws IOException {
        Path file = Files.createTempFile("libtaplane", ".so");
        try {
            Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
            System.load(file.toString());
        } finally {
            Files.delete(file);
        }
    }

    private static String architecture() {
        String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return name.equals("amd64") ? "x86_64" : name;
    }

    private static UnsatisfiedLinkError withCause(UnsatisfiedLinkError error, Throwable cause) {
        error.initCause(cause);
        return error;
    }
}
