package org.taplane.control.config.yaml;

/** The text is not the YAML that {@link YamlReader} takes. */
public final class UnreadableYamlException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final String problem;
    private final String expected;

    UnreadableYamlException(Position at, String problem, String expected) {
        super(problem);
        this.line = at.line();
        this.column = at.column();
        this.problem = problem;
        this.expected = expected;
    }

    public Position at() {
        return new Position(line, column);
    }

    public String problem() {
        return problem;
    }

    public String expected() {
        return expected;
    }
}
