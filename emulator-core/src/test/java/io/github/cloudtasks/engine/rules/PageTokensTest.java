package io.github.cloudtasks.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Page;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokensTest {
    private static final Instant NOW = Samples.START;
    private static final String LIST = "tasks of q";

    @Test
    @Tag("recorded")
    void page_with_items_has_a_token() {
        assertThat(token(List.of("a"))).isNotEmpty();
        assertThat(token(List.of())).isEmpty();
    }

    @Test
    @Tag("documented")
    void token_continues_after_the_last_item_of_its_page() {
        assertThat(PageTokens.after(token(List.of("a", "b")), LIST, NOW)).isEqualTo("b");
        assertThat(PageTokens.after("", LIST, NOW)).isEmpty();
    }

    @Test
    @Tag("documented")
    void token_expires_after_2_hours() {
        String token = token(List.of("a"));
        Instant end = NOW.plus(Duration.ofHours(2));

        assertThat(PageTokens.after(token, LIST, end.minusNanos(1000))).isEqualTo("a");
        assertInvalid(() -> PageTokens.after(token, LIST, end));
    }

    @Test
    @Tag("documented")
    void token_of_another_list_is_rejected() {
        assertInvalid(() -> PageTokens.after(token(List.of("a")), "tasks of r", NOW));
    }

    @Test
    @Tag("documented")
    void token_of_another_list_with_the_same_hash_code_is_rejected() {
        assertThat("tasks of Aa").hasSameHashCodeAs("tasks of BB");
        String token = PageTokens.page(List.of("a"), Function.identity(), "tasks of Aa", NOW)
                .nextPageToken();

        assertInvalid(() -> PageTokens.after(token, "tasks of BB", NOW));
    }

    @ParameterizedTest
    @Tag("recorded")
    @ValueSource(strings = {"bogus", "%%%", "=", " ", "AAAA", "ÿ", "YWJj\n"})
    void malformed_token_is_rejected(String token) {
        assertInvalid(() -> PageTokens.after(token, LIST, NOW));
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(strings = {"9223372036854775807", "-9223372036854775808", "99999999999999999999", "", "x"})
    void token_with_an_impossible_time_is_rejected(String time) {
        String good = new String(Base64.getUrlDecoder().decode(token(List.of("a"))), StandardCharsets.UTF_8);
        String forged = good.replace(Long.toString(NOW.getEpochSecond()), time);

        assertInvalid(() -> PageTokens.after(encode(forged), LIST, NOW));
    }

    @ParameterizedTest
    @Tag("documented")
    @CsvSource({"0, 1000, 1000", "1, 1000, 1", "1000, 1000, 1000", "1001, 1000, 1000", "2147483647, 9800, 9800"})
    void page_size_0_means_the_maximum_and_larger_sizes_are_capped(int requested, int largest, int size) {
        assertThat(PageTokens.size(requested, largest, "ListTasksRequest")).isEqualTo(size);
    }

    @ParameterizedTest
    @Tag("recorded")
    @ValueSource(ints = {-1, Integer.MIN_VALUE})
    void negative_page_size_is_rejected(int size) {
        assertThatThrownBy(() -> PageTokens.size(size, 1000, "ListTasksRequest"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
                .hasMessage("ListTasksRequest.pageSize cannot be negative.");
    }

    private static String token(List<String> items) {
        Page<String> page = PageTokens.page(items, Function.identity(), LIST, NOW);
        assertThat(page.items()).isEqualTo(items);
        return page.nextPageToken();
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertInvalid(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
                .hasMessage("Invalid page_token");
    }
}
