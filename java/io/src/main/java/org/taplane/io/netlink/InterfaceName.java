package org.taplane.io.netlink;

import java.nio.charset.StandardCharsets;

/** The kernel's rule for names of interfaces, {@code dev_valid_name} of {@code net/core/dev.c}. */
public final class InterfaceName {
    /** IFNAMSIZ of {@code linux/if.h}, without the terminating zero. */
    public static final int MAX_BYTES = 15;

    private InterfaceName() {}

    /**
     * Passes on a name that an interface can have.
     *
     * @throws IllegalArgumentException for any other. {@code %} is refused as well: the kernel would fill in a number
     */
    public static String check(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "interface name \"" + name + "\" has " + bytes + " bytes; expected 1 to " + MAX_BYTES);
        }
        if (name.equals(".") || name.equals("..") || name.chars().anyMatch(InterfaceName::isForbidden)) {
            throw new IllegalArgumentException("interface name \"" + name
                    + "\" has a character that is not allowed; expected no space, /, : or %");
        }
        return name;
    }

    private static boolean isForbidden(int c) {
        return c == '/' || c == ':' || c == '%' || c == 0 || Character.isWhitespace(c);
    }
}
