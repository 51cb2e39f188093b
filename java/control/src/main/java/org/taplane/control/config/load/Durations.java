package org.taplane.control.config.load;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.yaml.YamlNode.Scalar;

/** Reads durations: whole seconds, or a whole number with its unit. */
final class Durations {
    static final ValueReader<Duration> AGEING = between(BridgeConfig.MIN_AGEING, BridgeConfig.MAX_AGEING);

    private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,8})([smh]?)");

    private Durations() {}

    static ValueReader<Duration> between(Duration min, Duration max) {
        String expected = "a duration from " + text(min) + " to " + text(max) + ", such as 300s, 5m or 1h";
        return (node, problems) -> Values.scalar(node, expected, problems)
                .flatMap(scalar -> duration(scalar, min, max, expected, problems));
    }

    /** In hours if they are whole. */
    private static String text(Duration duration) {
        return duration.toSeconds() % 3600 == 0 ? duration.toHours() + "h" : duration.toSeconds() + "s";
    }

    private static Optional<Duration> duration(
            Scalar scalar, Duration min, Duration max, String expected, Problems problems) {
        Matcher parts = FORM.matcher(scalar.text());
        if (!parts.matches()) {
            return problems.reject(scalar.at(), Wording.quote(scalar.text()) + " is not a duration", expected);
        }
        Duration duration = Duration.ofSeconds(Long.parseLong(parts.group(1)) * seconds(parts.group(2)));
        return duration.compareTo(min) < 0 || duration.compareTo(max) > 0
                ? problems.reject(scalar.at(), scalar.text() + " is out of range", expected)
                : Optional.of(duration);
    }

    private static int seconds(String unit) {
        return switch (unit) {
            case "h" -> 3600;
            case "m" -> 60;
            default -> 1;
        };
    }
}
