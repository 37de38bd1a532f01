package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.HttpHeader;
import io.github.cloudtasks.model.task.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** See RFC 9110, sections 10.2.3 (Retry-After) and 5.6.7 (dates). */
class RetryAfterParserTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "120, 120", "0007, 7", "' 30 ', 30", "31536000000, 31536000000"})
    void seconds_are_a_delay(String value, long seconds) {
        assertThat(parse(value)).isEqualTo(new RetryAfter.Delay(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999999999999", "9223372036854775808", "99999999999999999999999999999999999999"})
    void huge_number_is_the_longest_delay(String value) {
        assertThat(parse(value)).isEqualTo(new RetryAfter.Delay(Duration.ofSeconds(Long.MAX_VALUE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "  Sun, 06 Nov 1994 08:49:37 GMT "
            })
    void dates_of_all_formats_are_read(String value) {
        assertThat(parse(value)).isEqualTo(new RetryAfter.Date(Instant.parse("1994-11-06T08:49:37Z")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Friday, 31-Dec-38 23:59:59 GMT | 2038-12-31T23:59:59Z",
                "Fri Dec 31 23:59:59 2038       | 2038-12-31T23:59:59Z",
                "Fri, 31 Dec 9999 23:59:59 GMT  | 9999-12-31T23:59:59Z"
            })
    void future_dates_are_read(String value, Instant time) {
        assertThat(parse(value)).isEqualTo(new RetryAfter.Date(time));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "+5",
                "1.5",
                "5s",
                "1e3",
                "120, 60",
                "٣",
                "soon",
                "2026-01-01T00:00:00Z",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 CET",
                "Mon, 06 Nov 1994 08:49:37 GMT",
                "Sun, 31 Feb 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 25:49:37 GMT"
            })
    void invalid_value_is_ignored(String value) {
        assertThat(parse(value)).isNull();
    }

    @Test
    void first_valid_value_of_several_headers_counts() {
        assertThat(parse("soon", "20", "30")).isEqualTo(new RetryAfter.Delay(Duration.ofSeconds(20)));
    }

    @Test
    void name_of_the_header_is_compared_without_case() {
        List<HttpHeader> headers = List.of(new HttpHeader("X-Retry-After", "1"), new HttpHeader("retry-aFTER", "2"));
        assertThat(RetryAfterParser.parse(headers)).isEqualTo(new RetryAfter.Delay(Duration.ofSeconds(2)));
    }

    private static RetryAfter parse(String... values) {
        return RetryAfterParser.parse(Arrays.stream(values)
                .map(value -> new HttpHeader("Retry-After", value))
                .toList());
    }
}
