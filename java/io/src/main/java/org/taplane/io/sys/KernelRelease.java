package org.taplane.io.sys;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The release of the running kernel, for what it neither tells nor refuses. */
public final class KernelRelease {
    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+).*");

    private KernelRelease() {}

    public static boolean isAtLeast(int major, int minor) {
        return isAtLeast(System.getProperty("os.version"), major, minor);
    }

    /** Whether a release such as {@code 6.1.0-18-amd64} is that old or newer; not if it has no numbers. */
    static boolean isAtLeast(String release, int major, int minor) {
        Matcher numbers = NUMBERS.matcher(release);
        return numbers.matches() && compare(numbers, major, minor) >= 0;
    }

    private static int compare(Matcher numbers, int major, int minor) {
        int difference = Integer.compare(Integer.parseInt(numbers.group(1)), major);
        return difference != 0 ? difference : Integer.compare(Integer.parseInt(numbers.group(2)), minor);
    }
}
