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
    void reserved_header_is_dropped_in_any_case(String name) {
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
    void other_header_keeps_its_case(String name) {
        assertThat(http(name, "v")).isEqualTo("v");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", " a", "a\tb", "a:b", "\u00e4", "a\u007f", "a\u0000", "a\r", "\u212aeep-alive"})
    void header_with_an_invalid_name_is_dropped(String name) {
        assertThat(HeaderRules.ofHttp(Map.of(name, "v"))).containsOnlyKeys("User-Agent");
    }

    @Test
    void value_ends_at_a_nul_and_line_breaks_become_underscores() {
        assertThat(http("a", "one\0two")).isEqualTo("one");
        assertThat(http("a", "one\r\ntwo\n")).isEqualTo("one__two_");
        assertThat(http("a", "one\ttwo three")).isEqualTo("one\ttwo three");
        assertThat(http("a", " ")).isEqualTo(" ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0", "\0x", "a\u0001", "\u001f", "a\u007f", "\u00e4", "\ud83d\ude00"})
    void header_with_an_invalid_value_is_dropped(String value) {
        assertThat(http("a", value)).isNull();
    }

    @Test
    void header_over_8188_bytes_is_dropped() {
        String longest = "v".repeat(8180);

        assertThat(http("12345678", longest)).isEqualTo(longest);
        assertThat(http("123456789", longest)).isNull();
        assertThat(http("12345678", longest + "\0cut"))
                .as("truncated parts do not count")
                .isEqualTo(longest);
    }

    @Test
    void http_task_gets_the_user_agent_of_the_service() {
        assertThat(HeaderRules.ofHttp(Map.of("user-agent", "mine")))
                .isEqualTo(Map.of("User-Agent", "Google-Cloud-Tasks"));
    }

    @Test
    void headers_keep_their_order() {
        Map<String, String> requested = new LinkedHashMap<>();
        requested.put("z", "1");
        requested.put("a", "2");
        requested.put("Z", "3");

        assertThat(HeaderRules.ofHttp(requested).keySet()).containsExactly("z", "a", "Z", "User-Agent");
    }

    @Test
    @Tag("documented")
    void app_engine_body_gets_its_length_and_a_default_content_type() {
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
    void app_engine_user_agent_is_appended_to_the_one_of_the_task(String name) {
        assertThat(HeaderRules.ofAppEngine(Map.of(name, "mine"), 0))
                .isEqualTo(Map.of("User-Agent", "mine " + APP_ENGINE));
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(strings = {"", "\u00e4", "a\u0001b", "\0mine", "a\u007f"})
    void invalid_user_agent_is_dropped(String agent) {
        assertThat(HeaderRules.ofAppEngine(Map.of("User-Agent", agent), 0)).isEqualTo(Map.of("User-Agent", APP_ENGINE));
    }

    @Test
    @Tag("inferred")
    void user_agent_is_sanitized_and_limited() {
        assertThat(HeaderRules.ofAppEngine(Map.of("User-Agent", "a\r\nb"), 0))
                .isEqualTo(Map.of("User-Agent", "a__b " + APP_ENGINE));
        assertThat(HeaderRules.ofAppEngine(Map.of("User-Agent", "a".repeat(8188)), 0))
                .isEqualTo(Map.of("User-Agent", APP_ENGINE));
    }

    @Test
    @Tag("inferred")
    void dropped_content_type_gets_the_default() {
        assertThat(HeaderRules.ofAppEngine(Map.of("Content-Type", "\u00e4"), 1))
                .containsEntry("Content-Type", "application/octet-stream");
    }

    /** Returns the stored value of one header of an HTTP task, or null if the header is dropped. */
    private static String http(String name, String value) {
        return HeaderRules.ofHttp(Map.of(name, value)).get(name);
    }
}
