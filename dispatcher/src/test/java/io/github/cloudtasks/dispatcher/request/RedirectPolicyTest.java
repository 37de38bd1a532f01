package io.github.cloudtasks.dispatcher.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.HttpHeader;
import io.github.cloudtasks.dispatcher.DispatchBuilder;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.github.cloudtasks.model.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectPolicyTest {
    private static final RedirectPolicy REDIRECTS = new RedirectPolicy(TargetRewrites.NONE);

    @Test
    @Tag("recorded")
    void redirect_302_turns_post_into_get_without_body() throws Exception {
        DispatchRequest next = REDIRECTS.follow(request(HttpMethod.POST), 302, "/next");
        assertThat(next.http().method()).isEqualTo(HttpMethod.GET);
        assertThat(next.url()).hasToString("http://h.example/next");
        assertThat(next.http().body().isEmpty()).isTrue();
        assertThat(next.http().contentHeaders()).extracting(HttpHeader::name).containsExactly("X-A", "Authorization");
    }

    @ParameterizedTest(name = "{0} {1} becomes {2}")
    @CsvSource({
        "301, POST,    GET,     false",
        "301, PUT,     PUT,     true",
        "301, PATCH,   PATCH,   true",
        "301, DELETE,  DELETE,  true",
        "301, GET,     GET,     true",
        "301, HEAD,    HEAD,    true",
        "302, PUT,     PUT,     true",
        "302, GET,     GET,     true",
        "303, POST,    GET,     false",
        "303, PUT,     GET,     false",
        "303, PATCH,   GET,     false",
        "303, DELETE,  GET,     false",
        "303, OPTIONS, GET,     false",
        "303, HEAD,    HEAD,    true",
        "307, POST,    POST,    true",
        "307, PUT,     PUT,     true",
        "308, POST,    POST,    true",
        "308, DELETE,  DELETE,  true",
    })
    @Tag("inferred")
    void redirect_status_determines_method_and_body(int status, HttpMethod method, HttpMethod followed, boolean body)
            throws Exception {
        DispatchRequest next = REDIRECTS.follow(request(method), status, "/next");
        assertThat(next.http().method()).isEqualTo(followed);
        assertThat(!next.http().body().isEmpty()).isEqualTo(body);
        assertThat(next.http().contentHeaders().stream().anyMatch(header -> header.isNamed("Content-Type")))
                .isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    @Tag("recorded")
    void redirect_without_location_is_the_outcome(int status) throws Exception {
        assertThat(REDIRECTS.follow(request(HttpMethod.POST), status, null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 300, 304, 305, 306, 400, 500})
    @Tag("inferred")
    void location_is_ignored_with_other_statuses(int status) throws Exception {
        assertThat(REDIRECTS.follow(request(HttpMethod.POST), status, "/next")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://h.example/", "http://", "http://h.example:99999/", "http://a b/"})
    @Tag("inferred")
    void redirect_with_invalid_location_is_the_outcome(String location) throws Exception {
        assertThat(REDIRECTS.follow(request(HttpMethod.POST), 302, location)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "/next,                    true",
        "http://h.example:80/next, true",
        "http://H.EXAMPLE/next,    true",
        "https://h.example/next,   false",
        "http://h.example:81/next, false",
        "http://i.example/next,    false",
    })
    @Tag("inferred")
    void authorization_is_not_sent_to_another_origin(String location, boolean kept) throws Exception {
        DispatchRequest next = REDIRECTS.follow(request(HttpMethod.POST), 307, location);
        assertThat(next.http().contentHeaders().stream().anyMatch(header -> header.isNamed("Authorization")))
                .isEqualTo(kept);
        assertThat(next.http().contentHeaders()).anyMatch(header -> header.isNamed("X-A"));
    }

    @Test
    @Tag("inferred")
    void location_is_decoded_as_utf_8() throws Exception {
        String latin1 = new String("/ü".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(REDIRECTS.follow(request(HttpMethod.GET), 302, latin1).url().requestTarget())
                .isEqualTo("/%C3%BC");
    }

    @Test
    @Tag("inferred")
    void at_most_ten_redirects_are_followed() throws Exception {
        DispatchRequest request = request(HttpMethod.GET);
        for (int i = 0; i < 10; i++) {
            request = REDIRECTS.follow(request, 302, "/next");
            assertThat(request).isNotNull();
        }
        assertThat(REDIRECTS.follow(request, 302, "/next")).isNull();
    }

    private static DispatchRequest request(HttpMethod method) throws RequestException {
        List<HttpHeader> headers = List.of(
                new HttpHeader("X-A", "1"),
                new HttpHeader("content-type", "text/plain"),
                new HttpHeader("Authorization", "x"));
        TargetUrl url = TargetUrl.parse("http://h.example/first");
        return DispatchRequest.of(
                url, url, method, headers, DispatchBuilder.bytes("body"), RedirectPolicy.MAX_REDIRECTS);
    }
}
