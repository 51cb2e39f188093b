package org.taplane.io.testkit;

import java.util.Arrays;
import java.util.List;
import org.taplane.io.sys.Fd;

/** Descriptors as another process gets them: numbers of its own for the same open files. */
public final class Heirs {
    private Heirs() {}

    /** One for each; whoever asks owns them. */
    public static List<Fd> of(int... fds) {
        return Arrays.stream(fds).mapToObj(fd -> Fd.of(fd).duplicate()).toList();
    }
}
