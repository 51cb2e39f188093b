package org.taplane.control.config.load;

import java.util.Optional;
import java.util.regex.Pattern;
import org.taplane.control.config.yaml.YamlNode.Scalar;

/** Readers of names that the kernel knows things by. */
final class Names {
    /**
     * A name that the kernel takes for an interface (dev_valid_name in net/core/dev.c), with two limits more: it is
     * ASCII, and has no %, which in a new TAP's name asks for a number.
     */
    static final ValueReader<String> INTERFACE = (node, problems) ->
            Values.scalar(node, Names.INTERFACE_RULE, problems).flatMap(name -> interfaceName(name, problems));

    /** What a command calls the thing that it attached a port to. */
    static final ValueReader<String> LABEL = (node, problems) -> Values.scalar(node, Names.LABEL_RULE, problems)
            .flatMap(label -> matching(Names.LABEL_FORM, label, "a label", Names.LABEL_RULE, problems));

    /** The name of a file in {@code /run/netns}, or the path of one elsewhere. */
    static final ValueReader<String> NAMESPACE = (node, problems) ->
            Values.scalar(node, Names.NAMESPACE_RULE, problems).flatMap(name -> namespace(name, problems));

    /** A user or a group, by name or number; of the numbers the highest stands for none. */
    static final ValueReader<String> ACCOUNT = (node, problems) ->
            Values.scalar(node, Names.ACCOUNT_RULE, problems).flatMap(name -> account(name, problems));

    private static final String ACCOUNT_RULE = "the name of a user or a group, or a number from 0 to 4294967294";
    private static final Pattern ACCOUNT_FORM = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_.-]{0,30}[$]?|0|[1-9][0-9]{0,9}");
    private static final long NO_ACCOUNT = 0xffff_ffffL;
    private static final String INTERFACE_RULE =
            "a name of 1 to 15 ASCII characters without space, slash, colon and percent sign, not . or ..";
    private static final Pattern INTERFACE_FORM = Pattern.compile("(?!\\.{1,2}$)[!-~&&[^/:%]]{1,15}");
    private static final String NAMESPACE_RULE =
            "the name of a network namespace, as \"ip netns list\" shows it, of 1 to 255 characters without slash,"
                    + " or an absolute path";
    private static final Pattern NAMESPACE_FORM =
            Pattern.compile("(?!\\.{1,2}$)[^/\\p{Cntrl}]{1,255}|/[^\\p{Cntrl}]{1,4094}");
    private static final String LABEL_RULE = "a text of 1 to 255 printable characters";
    private static final Pattern LABEL_FORM = Pattern.compile("[^\\p{Cntrl}]{1,255}");

    private Names() {}

    static Optional<String> interfaceName(Scalar name, Problems problems) {
        return matching(INTERFACE_FORM, name, "an interface name", INTERFACE_RULE, problems);
    }

    private static Optional<String> namespace(Scalar name, Problems problems) {
        return matching(NAMESPACE_FORM, name, "a namespace", NAMESPACE_RULE, problems);
    }

    private static Optional<String> account(Scalar name, Problems problems) {
        Optional<String> text = matching(ACCOUNT_FORM, name, "a user or group", ACCOUNT_RULE, problems);
        if (text.filter(Names::isTooHigh).isPresent()) {
            return problems.reject(name.at(), name.text() + " is too high a number", ACCOUNT_RULE);
        }
        return text;
    }

    private static boolean isTooHigh(String account) {
        return Character.isDigit(account.charAt(0)) && Long.parseLong(account) >= NO_ACCOUNT;
    }

    private static Optional<String> matching(
            Pattern form, Scalar name, String noun, String expected, Problems problems) {
        if (form.matcher(name.text()).matches()) {
            return Optional.of(name.text());
        }
        String problem = Wording.quote(name.text()) + " is not allowed as " + noun;
        return problems.reject(name.at(), problem, expected);
    }
}
