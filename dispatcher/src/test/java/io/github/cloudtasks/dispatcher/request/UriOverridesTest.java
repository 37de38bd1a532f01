package io.github.cloudtasks.dispatcher.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.dispatcher.http.Origin;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.queue.UriOverride.EnforceMode;
import io.github.cloudtasks.model.queue.UriOverride.Scheme;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class UriOverridesTest {
    private static final String TASK_URL = "http://task.example:8080/kept?kept=1";

    @ParameterizedTest
    @EnumSource(value = EnforceMode.class, mode = Mode.EXCLUDE, names = "IF_NOT_EXISTS")
    @Tag("recorded")
    void always_and_unspecified_mode_replace_every_part(EnforceMode mode) throws Exception {
        UriOverride override = new UriOverride(Scheme.HTTPS, "queue.example", 9090L, "/q", "q=2", mode);
        assertThat(apply(override, TASK_URL)).hasToString("https://queue.example:9090/q?q=2");
    }

    @ParameterizedTest
    @CsvSource({TASK_URL, "http://task.example"})
    @Tag("recorded")
    void if_not_exists_mode_changes_nothing(String url) throws Exception {
        UriOverride override =
                new UriOverride(Scheme.HTTPS, "queue.example", 9090L, "/q", "q=2", EnforceMode.IF_NOT_EXISTS);
        assertThat(apply(override, url)).isEqualTo(TargetUrl.parse(url));
    }

    @ParameterizedTest(name = "scheme {0} host {1} port {2} path {3} query {4}")
    @CsvSource(
            nullValues = "-",
            value = {
                "-,           -,             -,    -,  -,   http://task.example:8080/kept?kept=1",
                "HTTP,        -,             -,    -,  -,   http://task.example:8080/kept?kept=1",
                "HTTPS,       -,             -,    -,  -,   https://task.example:8080/kept?kept=1",
                "UNSPECIFIED, -,             -,    -,  -,   https://task.example:8080/kept?kept=1",
                "-,           queue.example, -,    -,  -,   http://queue.example:8080/kept?kept=1",
                "-,           -,             123,  -,  -,   http://task.example:123/kept?kept=1",
                "-,           -,             0,    -,  -,   http://task.example/kept?kept=1",
                "-,           -,             -,    /q, -,   http://task.example:8080/q?kept=1",
                "-,           -,             -,    '', -,   http://task.example:8080/?kept=1",
                "-,           -,             -,    -,  a=b, http://task.example:8080/kept?a=b",
                "-,           -,             -,    -,  '',  http://task.example:8080/kept",
            })
    @Tag("documented")
    void present_part_replaces_and_empty_part_clears(
            Scheme scheme, String host, Long port, String path, String query, String url) throws Exception {
        UriOverride override = new UriOverride(scheme, host, port, path, query, EnforceMode.ALWAYS);
        assertThat(apply(override, TASK_URL)).hasToString(url);
    }

    @ParameterizedTest(name = "path {0} query {1}")
    @CsvSource(
            nullValues = "-",
            value = {
                "q,    -,     http://task.example:8080/q?kept=1",
                "/a b, -,     http://task.example:8080/a%20b?kept=1",
                "/a?b, -,     http://task.example:8080/a%3Fb?kept=1",
                "/a#b, -,     http://task.example:8080/a%23b?kept=1",
                "-,    ?a=b,  http://task.example:8080/kept?a=b",
                "-,    ?,     http://task.example:8080/kept",
                "-,    a#b c, http://task.example:8080/kept?a%23b%20c",
            })
    @Tag("inferred")
    void stored_paths_and_queries_are_made_legal(String path, String query, String url) throws Exception {
        UriOverride override = new UriOverride(null, null, null, path, query, EnforceMode.ALWAYS);
        assertThat(apply(override, TASK_URL)).hasToString(url);
    }

    @Test
    @Tag("inferred")
    void stored_port_above_65535_is_rejected_when_sent() throws Exception {
        TargetUrl url = apply(new UriOverride(null, null, 65_536L, null, null, EnforceMode.ALWAYS), TASK_URL);
        assertThatThrownBy(url::origin).hasMessage("the url's port 65536 is not between 1 and 65535");
    }

    @Test
    @Tag("inferred")
    void override_replaces_invalid_part_of_task_url() throws Exception {
        UriOverride override = new UriOverride(null, "queue.example", 81L, null, null, EnforceMode.ALWAYS);
        assertThat(apply(override, "http://:99999/a").origin()).isEqualTo(new Origin(false, "queue.example", 81));
    }

    @Test
    @Tag("inferred")
    void ipv6_host_may_have_brackets() throws Exception {
        for (String host : new String[] {"::1", "[::1]"}) {
            TargetUrl url = apply(new UriOverride(null, host, null, null, null, EnforceMode.ALWAYS), TASK_URL);
            assertThat(url.origin().hostHeader()).isEqualTo("[::1]:8080");
        }
    }

    private static TargetUrl apply(UriOverride override, String url) throws RequestException {
        return UriOverrides.apply(override, TargetUrl.parse(url));
    }
}
