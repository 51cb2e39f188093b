package org.taplane.io.sys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Addresses of unix sockets: {@code struct sockaddr_un} of linux/un.h. */
final class UnixAddress {
    private static final int PATH_OFFSET = 2;
    private static final int PATH_MAX = 108; // sun_path

    private UnixAddress() {}

    /**
     * The address of a name, which is a path, or abstract if it begins with {@code @}.
     *
     * @param what names the name in the exception
     * @throws SysException if it is neither, or too long
     */
    static ByteBuffer of(String name, String what) {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (path.length >= PATH_MAX || (!name.startsWith("/") && !name.startsWith("@"))) {
            throw SysException.because(
                    what + " \"" + name + "\" is neither a path nor an abstract name", "sendto", Errno.EINVAL);
        }
        if (path[0] == '@') {
            path[0] = 0;
        }
        // exactly as long as the name: an abstract one has no terminating zero
        return Libc.struct(PATH_OFFSET + path.length)
                .putShort(0, (short) Sockets.AF_UNIX)
                .put(PATH_OFFSET, path);
    }
}
