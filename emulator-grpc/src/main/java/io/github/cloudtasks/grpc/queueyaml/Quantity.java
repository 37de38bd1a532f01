package io.github.cloudtasks.grpc.queueyaml;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number with a time unit, such as {@code 5/s} or {@code 3m}.
 *
 * @param unitSeconds the length of the unit in seconds
 */
record Quantity(BigDecimal number, BigDecimal unitSeconds) {
    private static final Pattern FORM = Pattern.compile("(-?\\d{1,12}(?:\\.\\d{0,12})?)(/?)([smhd])");

    /** Parses a quantity. Returns null if the text is not one. */
    static @Nullable Quantity parse(String text, String separator) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || !separator.equals(matcher.group(2))) {
            return null;
        }
        return new Quantity(new BigDecimal(matcher.group(1)), BigDecimal.valueOf(seconds(matcher.group(3))));
    }

    private static int seconds(String unit) {
        return switch (unit) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3600;
            default -> 86_400;
        };
    }
}
