package org.taplane.control.config.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.taplane.control.config.yaml.Position;

/** Collects the faults of one file. */
final class Problems {
    private final String file;
    private final List<ConfigError> errors = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void report(Position at, String problem, String expected) {
        errors.add(new ConfigError(file, at, problem, expected));
    }

    /** Reports, and gives the nothing that a reader then returns. */
    <T> Optional<T> reject(Position at, String problem, String expected) {
        report(at, problem, expected);
        return Optional.empty();
    }

    int count() {
        return errors.size();
    }

    /** The value, if nothing was reported since {@code count}. */
    <T> Optional<T> unlessSince(int count, Supplier<T> value) {
        return errors.size() == count ? Optional.of(value.get()) : Optional.empty();
    }

    /** In the order of the file. */
    List<ConfigError> sorted() {
        return errors.stream()
                .sorted(Comparator.comparingInt(ConfigError::line).thenComparingInt(ConfigError::column))
                .toList();
    }
}
