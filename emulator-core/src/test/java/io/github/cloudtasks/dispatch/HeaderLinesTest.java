package io.github.cloudtasks.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("inferred")
class HeaderLinesTest {
    private static final List<HttpHeader> HEADERS = List.of(
            new HttpHeader("Host", "a.example:80"),
            new HttpHeader("X-A", ""),
            new HttpHeader("x-a", "2: \t3"),
            new HttpHeader("X-\u00fc", "\u00e9"),
            new HttpHeader("X-R", "return\r"));

    private final HeaderLines lines = HeaderLines.of(HEADERS);

    @Test
    void headers_keep_their_order_case_and_text() {
        assertThat(lines.toList()).isEqualTo(HEADERS);
        assertThat(HeaderLines.EMPTY.toList()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "host,   a.example:80",
                "X-a,    ''",
                "x-\u00fc, \u00e9",
                "X,      none",
                "X-A-B,  none",
                "ost,    none",
                "'',     none",
            })
    void value_is_that_of_the_first_header_with_the_whole_name(String name, String value) {
        assertThat(lines.value(name)).isEqualTo(value);
        assertThat(HeaderLines.EMPTY.value(name)).isNull();
    }

    @Test
    void bytes_are_the_lines_of_http_1_1() {
        HeaderLines sent = HeaderLines.of(HEADERS.subList(0, 3));
        assertThat(StandardCharsets.ISO_8859_1.decode(sent.asByteBuffer()).toString())
                .isEqualTo("Host: a.example:80\r\nX-A: \r\nx-a: 2: \t3\r\n");
        assertThat(sent.byteCount()).isEqualTo(sent.asByteBuffer().remaining());
    }

    @Test
    void headers_that_would_end_a_line_or_a_name_are_refused() {
        for (HttpHeader header :
                List.of(new HttpHeader("a", "1\nb: 2"), new HttpHeader("a\nb", "1"), new HttpHeader("a:b", "1"))) {
            assertThatThrownBy(() -> HeaderLines.of(List.of(header))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void equal_headers_in_the_same_order_are_equal() {
        assertThat(lines).isEqualTo(HeaderLines.of(HEADERS)).hasSameHashCodeAs(HeaderLines.of(HEADERS));
        assertThat(lines).isNotEqualTo(HeaderLines.of(HEADERS.reversed()));
        assertThat(lines).hasToString(HEADERS.toString());
    }
}
