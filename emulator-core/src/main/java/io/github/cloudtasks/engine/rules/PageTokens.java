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
 * Page sizes and page tokens of list requests.
 *
 * <p>A token contains a hash of its list, the time at which it was issued and the last id of its page. So it is
 * rejected for another list, it expires after two hours (documented), and pages stay correct while the list changes.
 * Every page that is not empty has a token (recorded).
 */
public final class PageTokens {
    private static final String SEPARATOR = "\n";

    private PageTokens() {}

    /**
     * Returns the number of items of a page.
     *
     * @param requested at least 0; 0 and values above {@code largest} mean {@code largest}
     * @param request the name of the request message, for the error message
     */
    public static int size(int requested, int largest, String request) {
        if (requested < 0) {
            throw ApiException.invalidArgument(request + ".pageSize cannot be negative.")
                    .withFields("page_size");
        }
        return requested == 0 ? largest : Math.min(requested, largest);
    }

    /**
     * Returns the id after which a page starts; empty for the first page.
     *
     * @param token the token of the request; empty for the first page
     * @param list identifies the list among all others
     * @throws ApiException INVALID_ARGUMENT for a token that is malformed, expired or of another list
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
            // Base64, numbers and instants throw different exceptions for a malformed token.
            throw ApiException.invalidPageToken();
        }
        throw ApiException.invalidPageToken();
    }

    /**
     * Returns a page with the token of the next one.
     *
     * @param id returns the id of an item, by which the list is sorted
     * @param list as in {@link #after}
     */
    public static <T> Page<T> page(List<T> items, Function<T, String> id, String list, Instant now) {
        if (items.isEmpty()) {
            return new Page<>(items, "");
        }
        String text =
                String.join(SEPARATOR, mark(list), Long.toString(now.getEpochSecond()), id.apply(items.getLast()));
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return new Page<>(items, token);
    }

    /**
     * Returns a hash of a list. String hash codes collide: those of {@code queues/Aa} and {@code queues/BB} are equal.
     */
    private static String mark(String list) {
        return UUID.nameUUIDFromBytes(list.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
