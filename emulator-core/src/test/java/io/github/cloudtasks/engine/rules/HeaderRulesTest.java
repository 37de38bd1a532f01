package io.github.cloudtasks.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("recorded")
class HeaderRulesTest {
    private static final String APP_ENGINE = "AppEngine-Google; (+http://code.google.com/appengine)";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept-Encoding",
                "Connection",
                "Content-Length",
                "From",
                "Host",
                "Keep-Alive",
                "Proxy-Authorization",
                "Proxy-Connection",
                "TE",
                "Transfer-Encoding",
                "Upgrade",
                "Via",
                "X-Forwarded-For",
                "X-Google",
                "X-Google-Anything",
                "X-AppEngine-QueueName",
                "X-AppEngine"
            })
    void reserved_headers_are_dropped_in_any_case(String name) {
        assertThat(http(name, "v")).isNull();
        assertThat(http(name.toLowerCase(), "v")).isNull();
        assertThat(http(name.toUpperCase(), "v")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "Content-Type",
                "content-type",
                "Trailer",
                "X-Forwarded-Proto",
                "X-Goog-User",
                "X-CloudTasks-TaskName",
                "a/b",
                "X-mIxEd"
            })
    void other_headers_are_kept_as_they_are_written(String name) {
        assertThat(http(name, "v")).isEqualTo("v");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", " a", "a\tb", "a:b", "\u00e4", "a\u007f", "a\u0000", "a\r", "\u212aeep-alive"})
    void headers_whose_name_cannot_be_sent_are_dropped(String name) {
        assertThat(HeaderRules.ofHttp(Map.of(name, "v"))).containsOnlyKeys("User-Agent");
    }

    @Test
    void values_are_cut_at_a_nul_and_get_an_underscore_for_each_line_break() {
        assertThat(http("a", "one\0two")).isEqualTo("one");
        assertThat(http("a", "one\r\ntwo\n")).isEqualTo("one__two_");
        assertThat(http("a", "one\ttwo three")).isEqualTo("one\ttwo three");
        assertThat(http("a", " ")).isEqualTo(" ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0", "\0x", "a\u0001", "\u001f", "a\u007f", "\u00e4", "\ud83d\ude00"})
    void headers_whose_value_cannot_be_sent_are_dropped(String value) {
        assertThat(http("a", value)).isNull();
    }

    @Test
    void a_header_has_no_more_than_8188_bytes() {
        String longest = "v".repeat(8180);

        assertThat(http("12345678", longest)).isEqualTo(longest);
        assertThat(http("123456789", longest)).isNull();
        assertThat(http("12345678", longest + "\0cut"))
                .as("what is cut does not count")
                .isEqualTo(longest);
    }

    @Test
    void the_user_agent_of_http_tasks_is_the_services() {
        assertThat(HeaderRules.ofHttp(Map.of("user-agent", "mine")))
                .isEqualTo(Map.of("User-Agent", "Google-Cloud-Tasks"));
    }

    @Test
    void the_order_of_headers_is_kept() {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("z", "1");
        asked.put("a", "2");
        asked.put("Z", "3");

        assertThat(HeaderRules.ofHttp(asked).keySet()).containsExactly("z", "a", "Z", "User-Agent");
    }

    @Test
    @Tag("documented")
    void an_app_engine_body_gets_its_length_and_a_type_if_it_has_none() {
        assertThat(HeaderRules.ofAppEngine(Map.of(), 0)).isEqualTo(Map.of("User-Agent", APP_ENGINE));
        assertThat(HeaderRules.ofAppEngine(Map.of(), 7))
                .isEqualTo(Map.of(
                        "User-Agent", APP_ENGINE, "Content-Length", "7", "Content-Type", "application/octet-stream"));
        assertThat(HeaderRules.ofAppEngine(Map.of("content-TYPE", "text/plain", "Content-Length", "99"), 7))
                .isEqualTo(Map.of("User-Agent", APP_ENGINE, "Content-Length", "7", "content-TYPE", "text/plain"));
    }

    @ParameterizedTest
    @Tag("documented")
    @CsvSource({"User-Agent", "user-agent", "USER-AGENT"})
    void a_callers_user_agent_comes_before_that_of_app_engine(String name) {
        assertThat(HeaderRules.ofAppEngine(Map.of(name, "mine"), 0))
                .isEqualTo(Map.of("User-Agent", "mine " + APP_ENGINE));
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(strings = {"", "\u00e4", "a\u0001b", "\0mine", "a\u007f"})
    void a_user_agent_that_cannot_be_sent_is_dropped_like_any_header(String agent) {
        assertThat(HeaderRules.ofAppEngine(Map.of("User-Agent", agent), 0)).isEqualTo(Map.of("User-Agent", APP_ENGINE));
    }

    @Test
    @Tag("inferred")
    void a_user_agent_is_mended_and_bounded_like_any_header() {
        assertThat(HeaderRules.ofAppEngine(Map.of("User-Agent", "a\r\nb"), 0))
                .isEqualTo(Map.of("User-Agent", "a__b " + APP_ENGINE));
        assertThat(HeaderRules.ofAppEngine(Map.of("User-Agent", "a".repeat(8188)), 0))
                .isEqualTo(Map.of("User-Agent", APP_ENGINE));
    }

    @Test
    @Tag("inferred")
    void a_content_type_that_is_dropped_is_replaced() {
        assertThat(HeaderRules.ofAppEngine(Map.of("Content-Type", "\u00e4"), 1))
                .containsEntry("Content-Type", "application/octet-stream");
    }

    /** What becomes of one header of an HTTP task; null when it is dropped. */
    private static String http(String name, String value) {
        return HeaderRules.ofHttp(Map.of(name, value)).get(name);
    }
}
