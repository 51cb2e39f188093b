package org.taplane.control.config.load;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.taplane.control.config.yaml.YamlNode;
import org.taplane.control.config.yaml.YamlNode.Entry;
import org.taplane.control.config.yaml.YamlNode.Mapping;
import org.taplane.control.config.yaml.YamlNode.Scalar;
import org.taplane.control.config.yaml.YamlNode.Sequence;

/** Readers of the plain kinds of value. */
final class Values {
    /** A truth value: the plain words true and false, not yes, on or a text in quotes. */
    static final ValueReader<Boolean> FLAG = (node, problems) -> plain(node, "true or false", problems)
            .flatMap(scalar -> chosen(scalar, List.of("true", "false"), "true"::equals, problems));

    // Leading zeros are octal to some readers of YAML and decimal to others.
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]*");
    private static final int DIGITS_OF_INT = 9;

    private Values() {}

    /**
     * A whole number in decimal digits, not in quotes.
     *
     * @param noun what the number is: {@code a VLAN}
     */
    static ValueReader<Integer> number(String noun, int min, int max) {
        String expected = noun + " from " + min + " to " + max;
        return (node, problems) -> plain(node, expected, problems)
                .flatMap(scalar -> number(scalar, scalar.text(), expected, min, max, problems));
    }

    /** A number that is the text, or a part of the text, of a scalar. */
    static Optional<Integer> number(
            Scalar scalar, String digits, String expected, int min, int max, Problems problems) {
        if (!INTEGER.matcher(digits).matches()) {
            return problems.reject(scalar.at(), Wording.quote(scalar.text()) + " is not a whole number", expected);
        }
        if (digits.length() > DIGITS_OF_INT || Integer.parseInt(digits) < min || Integer.parseInt(digits) > max) {
            return problems.reject(scalar.at(), Wording.brief(digits) + " is out of range", expected);
        }
        return Optional.of(Integer.parseInt(digits));
    }

    /** One of a few words. */
    static <T> ValueReader<T> choice(List<String> words, Function<String, T> meaning) {
        return (node, problems) -> scalar(node, Wording.oneOf(words), problems)
                .flatMap(scalar -> chosen(scalar, words, meaning, problems));
    }

    private static <T> Optional<T> chosen(
            Scalar scalar, List<String> words, Function<String, T> meaning, Problems problems) {
        String word = scalar.text();
        if (words.contains(word)) {
            return Optional.of(meaning.apply(word));
        }
        String problem = Wording.quote(word) + " is not allowed" + Spelling.hint(word, words);
        return problems.reject(scalar.at(), problem, Wording.oneOf(words));
    }

    /**
     * A list, of which every item must be good; one that is left empty has none.
     *
     * @param noun what is listed: {@code addresses}
     */
    static <T> ValueReader<List<T>> list(String noun, ValueReader<T> item) {
        return (node, problems) ->
                items(node, "a list of " + noun, problems).flatMap(items -> readAll(items, item, problems));
    }

    private static <T> Optional<List<T>> readAll(List<YamlNode> items, ValueReader<T> reader, Problems problems) {
        int before = problems.count();
        List<T> values = items.stream()
                .map(item -> reader.read(item, problems))
                .flatMap(Optional::stream)
                .toList();
        return problems.unlessSince(before, () -> values);
    }

    private static Optional<List<YamlNode>> items(YamlNode node, String expected, Problems problems) {
        return switch (node) {
            case Sequence list -> Optional.of(list.items());
            case Scalar scalar when scalar.isAbsent() -> Optional.of(List.of());
            default -> misplaced(node, expected, problems);
        };
    }

    /** The entries of a mapping whose keys are the user's; none if it is left empty. */
    static Optional<List<Entry>> entries(YamlNode node, Problems problems) {
        return switch (node) {
            case Mapping mapping -> Optional.of(mapping.entries());
            case Scalar scalar when scalar.isAbsent() -> Optional.of(List.of());
            default -> misplaced(node, "a mapping (key: value)", problems);
        };
    }

    /** A single value, whether in quotes or not. */
    static Optional<Scalar> scalar(YamlNode node, String expected, Problems problems) {
        return node instanceof Scalar scalar && !scalar.isAbsent()
                ? Optional.of(scalar)
                : misplaced(node, expected, problems);
    }

    private static Optional<Scalar> plain(YamlNode node, String expected, Problems problems) {
        return scalar(node, expected, problems)
                .flatMap(scalar -> scalar.quoted()
                        ? problems.reject(scalar.at(), "a quoted string is not allowed here", expected)
                        : Optional.of(scalar));
    }

    private static <T> Optional<T> misplaced(YamlNode node, String expected, Problems problems) {
        String problem = switch (node) {
            case Scalar scalar when scalar.isAbsent() -> "the value is missing";
            case Scalar scalar -> Wording.quote(scalar.text()) + " is not allowed here";
            case Sequence list -> "a list is not allowed here";
            case Mapping mapping -> "a mapping is not allowed here";
        };
        return problems.reject(node.at(), problem, expected);
    }
}
