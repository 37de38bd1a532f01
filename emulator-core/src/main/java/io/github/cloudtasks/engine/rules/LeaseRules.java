package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.task.LeaseFilter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What a caller may ask of a lease. The ranges and the filter's grammar are documented, the texts inferred. */
public final class LeaseRules {
    private static final String TAG = "tag=";
    private static final String OLDEST_TAG = "tag_function=oldest_tag()";

    private LeaseRules() {}

    /** How many tasks to lease at most: 0 asks for as many as there may be. */
    public static int maxTasks(int asked) {
        if (asked < 0 || asked > Limits.MAX_LEASED_TASKS) {
            throw ApiException.invalidArgument("LeaseTasksRequest.maxTasks must be between 1 and 1000.");
        }
        return asked == 0 ? Limits.MAX_LEASED_TASKS : asked;
    }

    /** Whole seconds: a fraction is dropped. */
    public static Duration duration(@Nullable Duration asked) {
        if (asked == null) {
            throw ApiException.invalidArgument("leaseDuration is required.");
        }
        if (asked.isNegative() || asked.toSeconds() == 0 || asked.compareTo(Limits.MAX_LEASE) > 0) {
            throw ApiException.invalidArgument("leaseDuration must be between [1s, 168h].");
        }
        return Duration.ofSeconds(asked.toSeconds());
    }

    /** A lease is known by its end, to the microsecond. */
    public static Instant scheduleTime(@Nullable Instant asked) {
        if (asked == null) {
            throw ApiException.invalidArgument("scheduleTime is required.");
        }
        return asked.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Reads {@code tag=x}, {@code tag="x"} (in which a backslash keeps the next character) and
     * {@code tag_function=oldest_tag()}.
     */
    public static LeaseFilter filter(String text) {
        String filter = text.strip();
        if (filter.isEmpty()) {
            return new LeaseFilter.Any();
        }
        if (filter.equals(OLDEST_TAG)) {
            return new LeaseFilter.OldestTag();
        }
        if (!filter.startsWith(TAG)) {
            throw invalidFilter();
        }
        String value = filter.substring(TAG.length()).strip();
        String tag = value.startsWith("\"") ? unquote(value) : value;
        if (tag.codePointCount(0, tag.length()) > Limits.MAX_TAG_LENGTH) {
            throw ApiException.invalidArgument("The tag in the filter must be less than 500 characters.");
        }
        return new LeaseFilter.Tagged(tag);
    }

    private static String unquote(String quoted) {
        StringBuilder tag = new StringBuilder();
        for (int i = 1; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            if (c == '"') {
                if (i == quoted.length() - 1) {
                    return tag.toString();
                }
                break;
            }
            if (c == '\\' && i + 1 < quoted.length()) {
                i++;
            }
            tag.append(quoted.charAt(i));
        }
        throw invalidFilter();
    }

    private static ApiException invalidFilter() {
        return ApiException.invalidArgument(
                "Invalid filter. The filter must be 'tag=<tag>' or 'tag_function=oldest_tag()'.");
    }
}
