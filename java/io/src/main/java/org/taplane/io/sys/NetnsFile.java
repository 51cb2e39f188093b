package org.taplane.io.sys;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/** The files that stand for network namespaces: all are of one file system, nsfs. To ask for their numbers holds nothing. */
final class NetnsFile {
    static final String OF_THREAD = "/proc/thread-self/ns/net";

    private NetnsFile() {}

    /** Empty if there is no such file, or if it is an ordinary one, which a name is before and after it has a namespace. */
    static OptionalLong inode(String path) {
        try {
            Place file = Place.of(path);
            return file.device() == Place.of(OF_THREAD).device() ? OptionalLong.of(file.inode()) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private record Place(long device, long inode) {
        static Place of(String path) throws IOException {
            Map<String, Object> file = Files.readAttributes(Path.of(path), "unix:dev,ino");
            return new Place((Long) requireNonNull(file.get("dev")), (Long) requireNonNull(file.get("ino")));
        }
    }
}
