package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Page;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * The tokens that lead from page to page. A token names its list, so that no other takes it, the time it was made, for
 * it lives two hours (documented), and the last id of its page, so that a list stays right while it changes. One comes
 * with every page that is not empty (recorded).
 */
public final class PageTokens {
    private static final String SEPARATOR = "\n";

    private PageTokens() {}

    /** How many items to return: 0 asks for the largest page, and more than that is cut to it. */
    public static int size(int asked, int largest, String request) {
        if (asked < 0) {
            throw ApiException.invalidArgument(request + ".pageSize cannot be negative.");
        }
        return asked == 0 ? largest : Math.min(asked, largest);
    }

    /**
     * The id after which a page starts; empty for the first page.
     *
     * @param list tells this list from every other
     */
    public static String after(String token, String list, Instant now) {
        if (token.isEmpty()) {
            return "";
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            String[] parts = text.split(SEPARATOR, 3);
            boolean ours = parts.length == 3 && parts[0].equals(mark(list));
            if (ours
                    && Instant.ofEpochSecond(Long.parseLong(parts[1]))
                            .plus(Limits.PAGE_TOKEN_LIFETIME)
                            .isAfter(now)) {
                return parts[2];
            }
        } catch (RuntimeException e) {
            // Base64, numbers and instants each have an exception of their own for a token that is not ours.
            throw ApiException.invalidPageToken();
        }
        throw ApiException.invalidPageToken();
    }

    public static <T> Page<T> page(List<T> items, Function<T, String> id, String list, Instant now) {
        if (items.isEmpty()) {
            return new Page<>(items, "");
        }
        String text =
                String.join(SEPARATOR, mark(list), Long.toString(now.getEpochSecond()), id.apply(items.getLast()));
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return new Page<>(items, token);
    }

    /** Stands for a list. Its hash code would not do: those of {@code queues/Aa} and {@code queues/BB} are the same. */
    private static String mark(String list) {
        return UUID.nameUUIDFromBytes(list.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
