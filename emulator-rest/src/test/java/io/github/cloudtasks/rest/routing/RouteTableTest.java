package io.github.cloudtasks.rest.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteTableTest {
    private final RouteTable routes = new RouteTable(List.of(
            route("GET", "/v1/{name=projects/*}"),
            route("GET", "/v1/{name=projects/*/queues/*}"),
            route("POST", "/v1/{name=projects/*/queues/*}:pause"),
            route("GET", "/v1/{name=projects/*/queues/*}/tasks"),
            route("POST", "/v1/{name=projects/*/queues/*}/tasks:lease"),
            route("*", "/v1/{queue=projects/*/queues/*}/tasks/{task_id}:buffer"),
            route("GET", "/v1/{name=projects/*/settings}"),
            route("GET", "/v1/{name=projects/*/*}"),
            route("GET", "/$discovery/rest"),
            route("GET", "/")));

    private static Route route(String method, String template) {
        return Route.of(method, template, call -> null);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /v1/projects/p,                       projects/p",
        "GET,  /v1/projects/p/queues/q,              projects/p/queues/q",
        "POST, /v1/projects/p/queues/q:pause,        projects/p/queues/q",
        "POST, /v1/projects/p/queues/q%3Apause,      projects/p/queues/q",
        "POST, /v1/projects/p/queues/q:p%61use,      projects/p/queues/q",
        "POST, /v1/projects/p/queues/a%2Db:pause,    projects/p/queues/a-b",
        "GET,  /v1/projects/p/queues/q/tasks,        projects/p/queues/q",
        "POST, /v1/projects/p/queues/q/tasks:lease,  projects/p/queues/q",
        "GET,  /v1/projects/p/settings,              projects/p/settings",
        "GET,  /v1/projects/p/anything,              projects/p/anything",
        "GET,  /v1/pr%6fjects/p/queues/q,            projects/p/queues/q",
        "GET,  /v1/projects/p+q/queues/q,            projects/p+q/queues/q",
        "GET,  /v1/projects/%zz%/queues/q,           projects/%zz%/queues/q",
        "GET,  /v1/projects/p/queues/%C3%BC,         projects/p/queues/ü",
    })
    @Tag("inferred")
    void path_sets_its_variables(String method, String path, String name) {
        assertThat(routes.find(method, path).variables()).containsExactly(name);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /v1/projects/example.com:p,                  projects/example.com:p",
        "GET,  /v1/projects/example.com:p/queues/q,         projects/example.com:p/queues/q",
        "GET,  /v1/projects/example.com%3Ap/queues/q,       projects/example.com:p/queues/q",
        "POST, /v1/projects/example.com:p/queues/q:pause,   projects/example.com:p/queues/q",
        "GET,  /v1/projects/p/queues/q:explode,             projects/p/queues/q:explode",
    })
    @Tag("documented")
    void colon_starts_a_verb_only_if_the_verb_exists(String method, String path, String name) {
        assertThat(routes.find(method, path).variables()).containsExactly(name);
    }

    @Test
    @Tag("documented")
    void escaped_slash_stays_escaped_in_variable_of_several_segments() {
        assertThat(routes.find("GET", "/v1/projects/p/queues/a%2Fb").variables())
                .containsExactly("projects/p/queues/a%2Fb");
    }

    @Test
    @Tag("documented")
    void escaped_slash_is_decoded_in_variable_of_one_segment() {
        assertThat(routes.find("PUT", "/v1/projects/p/queues/q/tasks/a%2Fb:buffer")
                        .variables())
                .containsExactly("projects/p/queues/q", "a/b");
    }

    @Test
    @Tag("inferred")
    void escaped_literal_matches() {
        assertThat(routes.find("GET", "/%24discovery/rest")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /v1/projects/p/queues/q:pause",
        "GET,    /v1/projects/p/queues/q:pause",
        "POST,   /v1/projects/p/queues/q",
        "POST,   /v1/projects/p/queues/q:explode",
        "get,    /v1/projects/p",
        "GET,    /v1/projects//queues/q",
        "GET,    /v1/projects/p/queues//tasks",
        "POST,   /v1/projects/p/queues/:pause",
        "PUT,    /v1/projects/p/queues//tasks/:buffer",
        "DELETE, /v1/projects/p/queues/q/",
        "GET,    /v1/projects/p/queues/q/tasks/t/more",
        "GET,    /v2/projects/p",
        "GET,    ''",
        "GET,    v1/projects/p",
        "OPTIONS, *",
    })
    @Tag("recorded")
    void unknown_path_or_method_has_no_route(String method, String path) {
        assertThat(routes.find(method, path)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "//", "///"})
    @Tag("inferred")
    void root_path_has_a_route(String path) {
        assertThat(routes.find("GET", path).route().template()).hasToString("/");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /v1/projects/p/,                        /v1/{name=projects/*}",
        "GET,  /v1/projects/p/queues/q/,               /v1/{name=projects/*/queues/*}",
        "GET,  /v1/projects/p/queues/q//,              /v1/{name=projects/*/queues/*}",
        "GET,  /v1/projects/p/queues/q/tasks/,         /v1/{name=projects/*/queues/*}/tasks",
        "POST, /v1/projects/p/queues/q/:pause,         /v1/{name=projects/*/queues/*}:pause",
        "POST, /v1/projects/p/queues/q/%3Apause,       /v1/{name=projects/*/queues/*}:pause",
        "POST, /v1/projects/p/queues/q/tasks/:lease,   /v1/{name=projects/*/queues/*}/tasks:lease",
        "POST, /v1/projects/p/queues/q/tasks//:lease,  /v1/{name=projects/*/queues/*}/tasks:lease",
        "GET,  /$discovery/rest/,                      /$discovery/rest",
    })
    @Tag("inferred")
    void empty_segments_at_the_end_are_ignored(String method, String path, String template) {
        assertThat(routes.find(method, path).route().template()).hasToString(template);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS", "HEAD", "BREW"})
    @Tag("documented")
    void route_for_any_method_accepts_every_method(String method) {
        assertThat(routes.find(method, "/v1/projects/p/queues/q/tasks/t:buffer"))
                .isNotNull();
    }
}
