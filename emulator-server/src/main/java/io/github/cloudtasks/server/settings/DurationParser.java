package io.github.cloudtasks.server.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses durations as users write them. */
public final class DurationParser {
    private static final Pattern PARTS =
            Pattern.compile("(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?");

    /** Longer than any emulator runs; adding it to the current time cannot overflow. */
    private static final Duration MAX = Duration.ofDays(3650);

    private DurationParser() {}

    /**
     * Parses {@code 0}, days, hours, minutes and seconds such as {@code 1h30m} or {@code 0.5s}, or ISO 8601 such as
     * {@code PT1H30M}.
     *
     * @return 0 to 3650 days
     * @throws IllegalArgumentException if the text is no such duration; the message continues "it must be"
     */
    public static Duration parse(String text) {
        Duration duration = text.equals("0") ? Duration.ZERO : text.startsWith("P") ? iso(text) : parts(text);
        if (duration.isNegative() || duration.compareTo(MAX) > 0) {
            throw notADuration();
        }
        return duration;
    }

    private static Duration iso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw notADuration();
        }
    }

    private static Duration parts(String text) {
        Matcher parts = PARTS.matcher(text.toLowerCase(Locale.ROOT));
        if (text.isEmpty() || !parts.matches()) {
            throw notADuration();
        }
        return Duration.ofDays(part(parts, 1))
                .plusHours(part(parts, 2))
                .plusMinutes(part(parts, 3))
                .plus(seconds(parts.group(4)));
    }

    private static Duration seconds(@Nullable String text) {
        return text == null
                ? Duration.ZERO
                : Duration.ofNanos(new BigDecimal(text).movePointRight(9).longValueExact());
    }

    private static long part(Matcher parts, int group) {
        return parts.group(group) == null ? 0 : Long.parseLong(parts.group(group));
    }

    private static IllegalArgumentException notADuration() {
        return new IllegalArgumentException("a duration of up to 3650 days such as 90s, 10m, 1h30m or 7d");
    }
}
