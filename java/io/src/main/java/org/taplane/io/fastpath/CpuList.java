package org.taplane.io.fastpath;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.taplane.io.sys.Errno;
import org.taplane.io.sys.SysException;

/** A list of processors as the kernel writes it, such as {@code 0-3,8}. */
final class CpuList {
    private static final Path POSSIBLE = Path.of("/sys/devices/system/cpu/possible");

    private CpuList() {}

    /** How many processors there may ever be: a value of a per-processor table has one part for each. */
    static int possible() {
        try {
            return count(Files.readString(POSSIBLE).strip());
        } catch (IOException e) {
            throw SysException.of("read " + POSSIBLE, Errno.ENOENT);
        }
    }

    static int count(String list) {
        int count = 0;
        for (String range : list.split(",", -1)) {
            String[] ends = range.split("-", 2);
            count += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
        }
        return count;
    }
}
