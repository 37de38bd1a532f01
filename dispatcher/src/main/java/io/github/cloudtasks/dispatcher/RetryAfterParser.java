package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.dispatch.HttpHeader;
import io.github.cloudtasks.model.task.RetryAfter;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A parser for {@code Retry-After} headers: seconds, or a date in one of the three formats of RFC 9110. */
final class RetryAfterParser {
    private static final Pattern SECONDS = Pattern.compile("[0-9]+");

    /** More digits mean more than a billion years. */
    private static final int MAX_DIGITS = 17;

    /** A two-digit year means a year from 50 years ago on (RFC 9110, section 5.6.7). */
    private static final int YEARS_BACK = 50;

    private RetryAfterParser() {}

    /** Returns the first valid value among the headers; null if there is none. */
    static @Nullable RetryAfter parse(List<HttpHeader> headers) {
        for (HttpHeader header : headers) {
            RetryAfter parsed =
                    header.isNamed("Retry-After") ? parse(header.value().strip()) : null;
            if (parsed != null) {
                return parsed;
            }
        }
        return null;
    }

    private static @Nullable RetryAfter parse(String value) {
        if (SECONDS.matcher(value).matches()) {
            String digits = value.replaceFirst("^0+(?=.)", "");
            long seconds = digits.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
            return new RetryAfter.Delay(Duration.ofSeconds(seconds));
        }
        for (DateTimeFormatter format : dateFormats()) {
            try {
                return new RetryAfter.Date(LocalDateTime.parse(value, format).toInstant(ZoneOffset.UTC));
            } catch (DateTimeParseException e) {
                // Another format may match.
            }
        }
        return null;
    }

    /** Returns the formats of {@code Sun, 06 Nov 1994 08:49:37 GMT} and its two obsolete forms. */
    private static List<DateTimeFormatter> dateFormats() {
        return List.of(
                DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US),
                new DateTimeFormatterBuilder()
                        .appendPattern("EEEE, dd-MMM-")
                        .appendValueReduced(
                                ChronoField.YEAR, 2, 2, Year.now(ZoneOffset.UTC).getValue() - YEARS_BACK)
                        .appendPattern(" HH:mm:ss 'GMT'")
                        .toFormatter(Locale.US),
                DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US));
    }
}
