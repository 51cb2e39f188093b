package org.taplane.control.config.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.taplane.control.config.yaml.Position;

/** Collects the faults of one file. Of very many the first are kept, so that memory stays bounded, and the rest counted. */
final class Problems {
    private static final int MOST_LISTED = 1000;

    private final String file;
    private final List<ConfigError> errors = new ArrayList<>();
    private int count;

    Problems(String file) {
        this.file = file;
    }

    void report(Position at, String problem, String expected) {
        count++;
        if (count <= MOST_LISTED) {
            errors.add(new ConfigError(file, at, problem, expected));
        }
    }

    /** Reports, and gives the nothing that a reader then returns. */
    <T> Optional<T> reject(Position at, String problem, String expected) {
        report(at, problem, expected);
        return Optional.empty();
    }

    int count() {
        return count;
    }

    /** The value, if nothing was reported since the count was {@code before}. */
    <T> Optional<T> unlessSince(int before, Supplier<T> value) {
        return count == before ? Optional.of(value.get()) : Optional.empty();
    }

    /** In the order of the file. */
    List<ConfigError> sorted() {
        List<ConfigError> sorted = new ArrayList<>(errors);
        sorted.sort(Comparator.comparingInt(ConfigError::line).thenComparingInt(ConfigError::column));
        if (count > MOST_LISTED) {
            sorted.add(unlisted(sorted.getLast()));
        }
        return sorted;
    }

    private ConfigError unlisted(ConfigError last) {
        String problem = count - MOST_LISTED + " more errors are not listed";
        return new ConfigError(file, last.line(), last.column(), problem, "the errors above to be fixed first");
    }
}
