package org.taplane.control.config.load;

import org.taplane.control.config.yaml.Position;

/**
 * One fault of a configuration.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1, in code points
 */
public record ConfigError(String file, int line, int column, String problem, String expected) {
    ConfigError(String file, Position at, String problem, String expected) {
        this(file, at.line(), at.column(), problem, expected);
    }

    /** One line: {@code FILE:LINE:COLUMN: what is wrong; what was expected}. */
    @Override
    public String toString() {
        return Wording.oneLine(file + ":" + line + ":" + column + ": " + problem + "; expected " + expected);
    }
}
