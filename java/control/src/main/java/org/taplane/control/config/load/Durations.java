package org.taplane.control.config.load;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.taplane.control.config.BridgeConfig;
import org.taplane.control.config.yaml.YamlNode.Scalar;

/** Reads durations: whole seconds, or a whole number with its unit. */
final class Durations {
    static final ValueReader<Duration> AGEING = (node, problems) ->
            Values.scalar(node, Durations.EXPECTED, problems).flatMap(text -> duration(text, problems));

    private static final String EXPECTED = "a duration from " + BridgeConfig.MIN_AGEING.toSeconds() + "s to "
            + BridgeConfig.MAX_AGEING.toHours() + "h, such as 300s, 5m or 1h";
    private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,8})([smh]?)");

    private Durations() {}

    private static Optional<Duration> duration(Scalar scalar, Problems problems) {
        Matcher parts = FORM.matcher(scalar.text());
        if (!parts.matches()) {
            return problems.reject(scalar.at(), Wording.quote(scalar.text()) + " is not a duration", EXPECTED);
        }
        Duration duration = Duration.ofSeconds(Long.parseLong(parts.group(1)) * seconds(parts.group(2)));
        return duration.compareTo(BridgeConfig.MIN_AGEING) < 0 || duration.compareTo(BridgeConfig.MAX_AGEING) > 0
                ? problems.reject(scalar.at(), scalar.text() + " is out of range", EXPECTED)
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
