package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.task.LeaseFilter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The rules for lease requests. The ranges and the syntax of the filter are documented, the error messages are
 * inferred.
 */
public final class LeaseRules {
    private static final String TAG = "tag=";
    private static final String OLDEST_TAG = "tag_function=oldest_tag()";

    private LeaseRules() {}

    /** Returns the maximum number of tasks to lease, 1 to 1000; 0 in the request means 1000. */
    public static int maxTasks(int requested) {
        if (requested < 0 || requested > Limits.MAX_LEASED_TASKS) {
            throw ApiException.invalidArgument("LeaseTasksRequest.maxTasks must be between 1 and 1000.")
                    .withFields("max_tasks");
        }
        return requested == 0 ? Limits.MAX_LEASED_TASKS : requested;
    }

    /** Returns a valid lease duration, 1 second to 7 days, truncated to whole seconds. */
    public static Duration duration(@Nullable Duration requested) {
        if (requested == null) {
            throw ApiException.invalidArgument("leaseDuration is required.").withFields("lease_duration");
        }
        if (requested.isNegative() || requested.toSeconds() == 0 || requested.compareTo(Limits.MAX_LEASE) > 0) {
            throw ApiException.invalidArgument("leaseDuration must be between [1s, 168h].")
                    .withFields("lease_duration");
        }
        return Duration.ofSeconds(requested.toSeconds());
    }

    /** Returns the lease token, which is the schedule time in whole microseconds. */
    public static Instant scheduleTime(@Nullable Instant requested) {
        if (requested == null) {
            throw ApiException.invalidArgument("scheduleTime is required.").withFields("schedule_time");
        }
        return requested.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Parses a filter: {@code tag=x}, {@code tag="x"} with backslash escapes, {@code tag_function=oldest_tag()}, or
     * empty for all tasks.
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
            throw ApiException.invalidArgument("The tag in the filter must be less than 500 characters.")
                    .withFields("filter");
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
                        "Invalid filter. The filter must be 'tag=<tag>' or 'tag_function=oldest_tag()'.")
                .withFields("filter");
    }
}
