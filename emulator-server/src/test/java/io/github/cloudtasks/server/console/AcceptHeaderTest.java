package io.github.cloudtasks.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptHeaderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "TEXT/HTML",
                "text/html;charset=utf-8",
                "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
                "application/xml;q=0.9,text/html;q=0.1,*/*",
                "application/json;q=0.5, text/html",
                "application/json, text/html",
                "text/html; q=1.000",
            })
    void client_that_names_html_asks_for_it(String accept) {
        assertThat(AcceptHeader.asksForHtml(List.of(accept))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/*",
                "text/*",
                "application/json",
                "application/json, text/plain, */*",
                "text/html;q=0",
                "text/html;q=0.0, */*",
                "text/html;q=0.5, application/json",
                "text/html;q=much",
                "text/html;q=",
                "text/html;q=.",
                "text/htmlx",
                "application/xhtml+xml",
                "x=text/html",
            })
    void other_clients_do_not(String accept) {
        assertThat(AcceptHeader.asksForHtml(List.of(accept))).isFalse();
    }

    @Test
    void several_headers_count_as_one() {
        assertThat(AcceptHeader.asksForHtml(List.of())).isFalse();
        assertThat(AcceptHeader.asksForHtml(List.of("*/*", "text/html"))).isTrue();
        assertThat(AcceptHeader.asksForHtml(List.of("text/html;q=0.5", "application/json")))
                .isFalse();
    }
}
