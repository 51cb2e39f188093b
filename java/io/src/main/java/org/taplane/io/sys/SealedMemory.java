package org.taplane.io.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file without a name in memory whose content nobody can change any more (memfd_create(2), F_ADD_SEALS of fcntl(2)). */
public final class SealedMemory {
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;

    private static final int F_SEAL_SEAL = 1;
    private static final int F_SEAL_SHRINK = 2;
    private static final int F_SEAL_GROW = 4;
    private static final int F_SEAL_WRITE = 8;
    private static final int SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

    private SealedMemory() {}

    /**
     * Makes one.
     *
     * @param name for people who look into /proc
     */
    public static Fd write(String name, byte[] content) {
        Fd memory = Fd.of(Libc.check("memfd_create", Libc.memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING)));
        try {
            Files.write(path(memory), content, StandardOpenOption.WRITE);
            Libc.check("fcntl F_ADD_SEALS", Libc.fcntl(memory.value(), Libc.F_ADD_SEALS, SEALS));
            return memory;
        } catch (IOException e) {
            memory.close();
            throw SysException.because("memory cannot be written: " + e.getMessage(), "write", Errno.ENOMEM);
        } catch (SysException e) {
            memory.close();
            throw e;
        }
    }

    /**
     * The content.
     *
     * @throws SysException if it is something else, or not sealed
     */
    public static byte[] read(Fd memory) {
        int seals = Libc.check("fcntl F_GET_SEALS", Libc.fcntl(memory.value(), Libc.F_GET_SEALS, 0));
        if ((seals & SEALS) != SEALS) {
            throw SysException.because("the memory is not sealed", "fcntl F_GET_SEALS", Errno.EPERM);
        }
        try {
            return Files.readAllBytes(path(memory));
        } catch (IOException e) {
            throw SysException.because("memory cannot be read: " + e.getMessage(), "read", Errno.EIO);
        }
    }

    private static Path path(Fd fd) {
        return Path.of("/proc/self/fd", Integer.toString(fd.value()));
    }
}
