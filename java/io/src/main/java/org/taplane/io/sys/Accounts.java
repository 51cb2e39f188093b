package org.taplane.io.sys;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/** Numbers of users and groups, by what the machine knows them by: its files, or a directory service. */
public final class Accounts {
    /** struct passwd and struct group of the C library: pointers to name and password, then the number. */
    private static final int NUMBER_AT = 16;

    private static final int STRUCT_BYTES = 64;
    private static final int TEXT_BYTES = 1 << 20; // a group's members are among it

    @FunctionalInterface
    private interface LookUp {
        int apply(String name, ByteBuffer entry, ByteBuffer texts, long length, ByteBuffer found);
    }

    private Accounts() {}

    /**
     * The number of a user, given by that or by name, as an unsigned number.
     *
     * @throws SysException if there is no user of the name
     */
    public static OptionalInt user(Optional<String> name) {
        return number("user", name, Libc::getpwnam_r);
    }

    /** As {@link #user}, of a group. */
    public static OptionalInt group(Optional<String> name) {
        return number("group", name, Libc::getgrnam_r);
    }

    private static OptionalInt number(String kind, Optional<String> name, LookUp lookUp) {
        return name.map(text ->
                        Character.isDigit(text.charAt(0)) ? Integer.parseUnsignedInt(text) : find(kind, text, lookUp))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private static int find(String kind, String name, LookUp lookUp) {
        ByteBuffer entry = Libc.struct(STRUCT_BYTES);
        ByteBuffer found = Libc.struct(Long.BYTES);
        int errno = lookUp.apply(name, entry, Libc.struct(TEXT_BYTES), TEXT_BYTES, found);
        if (found.getLong(0) == 0) {
            throw SysException.because(
                    "there is no %s %s".formatted(kind, name),
                    "the name or number of a " + kind,
                    kind.equals("user") ? "getpwnam" : "getgrnam",
                    errno == 0 ? Errno.ENOENT : errno);
        }
        return entry.getInt(NUMBER_AT);
    }
}
