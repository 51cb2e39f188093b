package org.taplane.control.api;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** What went wrong, in the words of the system; the JDK's message for a file is often only the file's name. */
final class IoReason {
    private IoReason() {}

    static String of(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "permission denied: " + denied.getFile();
            case NoSuchFileException missing -> "no such file or directory: " + missing.getFile();
            case FileAlreadyExistsException existing -> "not a directory: " + existing.getFile();
            default -> Optional.ofNullable(e.getMessage()).orElseGet(e::toString);
        };
    }
}
