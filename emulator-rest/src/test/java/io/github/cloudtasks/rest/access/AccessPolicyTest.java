package io.github.cloudtasks.rest.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.cloudtasks.rest.access.AccessRequest.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The requests of web pages that are accepted, and the CORS headers of their responses. */
@Tag("unlike")
final class AccessPolicyTest {
    private static final String HOST = "localhost:8123";
    private static final AccessPolicy ALLOWING = AccessPolicy.of(
            AccessSettings.DEFAULT
                    .withOrigin("http://localhost:5173")
                    .withOrigin("chrome-extension://Abc")
                    .withOrigin("app://.")
                    .withOrigin("file://"),
            List.of());

    private static AccessDecision decide(
            AccessPolicy policy, String method, String host, Target target, String... headers) {
        return policy.decide(new AccessRequest(
                method,
                host == null ? null : Authority.parse(host),
                name -> {
                    List<String> values = new ArrayList<>();
                    for (String header : headers) {
                        int colon = header.indexOf(':');
                        if (header.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
                            values.add(header.substring(colon + 1).strip());
                        }
                    }
                    return values;
                },
                asked -> target));
    }

    private static AccessDecision decide(String method, Target target, String... headers) {
        return decide(AccessPolicy.DEFAULT, method, HOST, target, headers);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8123,http://localhost:8123",
        "localhost:8123,https://localhost:8123",
        "LOCALHOST:8123,http://localhost:8123",
        "localhost,http://localhost",
        "localhost:80,http://localhost",
        "localhost,http://localhost:80",
        "localhost,https://localhost",
        "localhost:443,https://localhost",
        "[::1]:8123,http://[::1]:8123",
        "[0:0:0:0:0:0:0:1]:8123,http://[::1]:8123",
        "localhost.:8123,http://localhost.:8123",
        "tasks:8123,http://tasks:8123"
    })
    void own_origin_is_accepted(String host, String origin) {
        assertThat(decide(AccessPolicy.DEFAULT, "POST", host, Target.CHANGE, "Origin: " + origin)
                        .refusal())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "http://localhost",
                "http://localhost:3000",
                "https://localhost",
                "http://127.0.0.1:8123",
                "http://localhost:8123/",
                "http://localhost:8123, http://evil.example",
                "http://evil.example#http://localhost:8123",
                "http://evil.example@localhost:8123",
                "app://localhost:8123",
                "file://",
                "null",
                "NULL",
                "",
                "*",
                "localhost:8123",
                "chrome-extension://abc"
            })
    void other_origin_is_refused(String origin) {
        for (String method : List.of("GET", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD")) {
            for (Target target : List.of(Target.READ, Target.CHANGE, Target.DOCUMENT, Target.NOTHING)) {
                assertThat(decide(method, target, "Origin: " + origin).refusal())
                        .contains("--allow-origin ");
            }
        }
    }

    @Test
    void several_origins_are_refused() {
        assertThat(decide("POST", Target.CHANGE, "Origin: http://localhost:8123", "Origin: http://localhost:8123")
                        .refusal())
                .contains("--allow-origin ORIGIN");
    }

    @Test
    void origin_is_refused_if_the_request_has_no_host() {
        assertThat(decide(AccessPolicy.DEFAULT, "GET", null, Target.READ, "Origin: http://localhost")
                        .refusal())
                .isNotNull();
        assertThat(decide(AccessPolicy.DEFAULT, "GET", null, Target.READ).refusal())
                .isNull();
    }

    @Test
    void refusal_names_the_origin_and_the_flag() {
        assertThat(decide("POST", Target.CHANGE, "Origin: HTTP://Evil.example:80")
                        .refusal())
                .isEqualTo("Web pages of the origin http://evil.example may not call the emulator. "
                        + "To allow them, start the emulator with --allow-origin http://evil.example.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:5173", "chrome-extension://abc", "app://.", "file://"})
    void allowed_origin_can_read_the_response(String origin) {
        AccessDecision decision =
                decide(ALLOWING, "POST", HOST, Target.CHANGE, "Origin: " + origin, "Sec-Fetch-Site: cross-site");

        assertThat(decision.refusal()).isNull();
        assertThat(decision.headers())
                .containsEntry("Access-Control-Allow-Origin", origin)
                .containsEntry("Vary", "Origin")
                .containsKey("Access-Control-Expose-Headers")
                .doesNotContainKey("Access-Control-Allow-Credentials");
    }

    @Test
    void responses_to_other_clients_differ_by_origin_too() {
        assertThat(decide(ALLOWING, "GET", HOST, Target.READ).headers()).containsEntry("Vary", "Origin");
        assertThat(decide("GET", Target.READ).headers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: not an origin",
                "Sec-Fetch-Site: cross-site",
                "Origin: http://localhost:8123 | Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: none | Sec-Fetch-Mode: navigate"
            })
    void refusal_differs_by_origin_too(String headers) {
        for (AccessPolicy policy : List.of(ALLOWING, AccessPolicy.DEFAULT)) {
            AccessDecision decision = decide(policy, "GET", HOST, Target.CHANGE, headers.split(" \\| ", -1));

            assertThat(decision.refusal()).isNotNull();
            assertThat(decision.headers()).containsOnly(entry("Vary", "Origin"));
        }
    }

    @Test
    void refusal_of_a_host_and_public_documents_do_not_differ_by_origin() {
        assertThat(decide(ALLOWING, "GET", "evil.example", Target.READ, "Origin: http://evil.example"))
                .extracting(AccessDecision::headers)
                .isEqualTo(Map.of());
        assertThat(decide(ALLOWING, "GET", HOST, Target.PUBLIC_DOCUMENT, "Origin: http://evil.example")
                        .headers())
                .isEmpty();
    }

    @Test
    void pages_without_an_origin_must_be_named() {
        AccessPolicy policy = AccessPolicy.of(AccessSettings.DEFAULT.withOrigin("null"), List.of());

        assertThat(decide(policy, "POST", HOST, Target.CHANGE, "Origin: null").headers())
                .containsEntry("Access-Control-Allow-Origin", "null");
        assertThat(decide(ALLOWING, "POST", HOST, Target.CHANGE, "Origin: null").refusal())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "Cross-Site", "cross-site;x=1"})
    void request_of_another_site_is_refused(String site) {
        for (String dest : List.of("empty", "image", "script", "iframe", "document")) {
            assertThat(decide("GET", Target.READ, "Sec-Fetch-Site: " + site, "Sec-Fetch-Dest: " + dest)
                            .refusal())
                    .contains("--allow-origin ORIGIN");
        }
        assertThat(decide("POST", Target.CHANGE, "Sec-Fetch-Site: " + site).refusal())
                .isNotNull();
        assertThat(decide("GET", Target.READ, "Sec-Fetch-Site: none", "Sec-Fetch-Site: " + site)
                        .refusal())
                .isNotNull();
        assertThat(decide("GET", Target.READ, "Sec-Fetch-Site: " + site, "Sec-Fetch-Site: same-origin")
                        .refusal())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none, cross-site",
                "cross-site, none",
                "none,same-site",
                "same-origin ,\tCross-Site;x=1",
                ",cross-site",
                "same-origin;x=1, none, same-site"
            })
    void strictest_of_several_sites_counts(String sites) {
        assertThat(decide("GET", Target.READ, "Sec-Fetch-Site: " + sites).refusal())
                .contains("--allow-origin ORIGIN");
        assertThat(decide("POST", Target.CHANGE, "Sec-Fetch-Site: " + sites).refusal())
                .isNotNull();
        assertThat(decide("GET", Target.READ, "Sec-Fetch-Site: none", "Sec-Fetch-Site: " + sites)
                        .refusal())
                .isNotNull();
        assertThat(decide("GET", Target.READ, "Sec-Fetch-Site: " + sites, "Sec-Fetch-Site: same-origin")
                        .refusal())
                .isNotNull();
        assertThat(decide(
                                ALLOWING,
                                "POST",
                                HOST,
                                Target.CHANGE,
                                "Origin: http://localhost:5173",
                                "Sec-Fetch-Site: " + sites)
                        .refusal())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"navigate, cors", "cors,navigate", "Navigate;x", "no-cors, navigate"})
    void one_of_several_modes_makes_a_navigation(String modes) {
        assertThat(decide("GET", Target.CHANGE, "Sec-Fetch-Site: none", "Sec-Fetch-Mode: " + modes)
                        .refusal())
                .isNotNull();
        assertThat(decide(
                                "GET",
                                Target.CHANGE,
                                "Sec-Fetch-Site: none",
                                "Sec-Fetch-Mode: cors",
                                "Sec-Fetch-Mode: " + modes)
                        .refusal())
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "navigate, no-cors|document",
                "navigate|document, image",
                "navigate, navigate|document",
                "navigate|document, document"
            })
    void link_with_several_values_opens_nothing(String modes, String destinations) {
        String[] headers = {"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: " + modes, "Sec-Fetch-Dest: " + destinations
        };

        assertThat(decide("GET", Target.DOCUMENT, headers).refusal()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"same-origin", "none", "", "a-future-value", "none, same-origin"})
    void request_of_the_own_site_is_accepted(String site) {
        assertThat(decide("GET", Target.READ, "Sec-Fetch-Site: " + site).refusal())
                .isNull();
        assertThat(decide("POST", Target.CHANGE, "Sec-Fetch-Site: " + site).refusal())
                .isNull();
    }

    @Test
    void own_origin_does_not_excuse_another_site() {
        assertThat(decide("POST", Target.CHANGE, "Origin: http://localhost:8123", "Sec-Fetch-Site: same-site")
                        .refusal())
                .isNotNull();
    }

    private static AccessDecision navigate(String method, String site, String dest, Target target) {
        return decide(method, target, "Sec-Fetch-Site: " + site, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: " + dest);
    }

    @Test
    void link_opens_documents_only() {
        assertThat(navigate("GET", "cross-site", "document", Target.DOCUMENT).refusal())
                .isNull();
        assertThat(navigate("GET", "same-site", "document", Target.NOTHING).refusal())
                .isNull();
        assertThat(navigate("GET", "cross-site", "document", Target.READ).refusal())
                .isNotNull();
        assertThat(navigate("GET", "cross-site", "iframe", Target.DOCUMENT).refusal())
                .isNotNull();
        assertThat(navigate("POST", "cross-site", "document", Target.DOCUMENT).refusal())
                .isNotNull();
        assertThat(decide("GET", Target.DOCUMENT, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Dest: document")
                        .refusal())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "same-origin", "none"})
    void navigation_never_reaches_a_call_that_may_change_something(String site) {
        assertThat(navigate("GET", site, "document", Target.CHANGE).refusal()).contains("--allow-origin ORIGIN");
        assertThat(navigate("GET", site, "iframe", Target.CHANGE).refusal()).isNotNull();
        assertThat(decide(
                                ALLOWING,
                                "GET",
                                HOST,
                                Target.CHANGE,
                                "Origin: http://localhost:5173",
                                "Sec-Fetch-Site: " + site,
                                "Sec-Fetch-Mode: navigate",
                                "Sec-Fetch-Dest: document")
                        .refusal())
                .isNotNull();
    }

    @Test
    void typed_address_reaches_a_call_that_changes_nothing() {
        assertThat(navigate("GET", "none", "document", Target.READ).refusal()).isNull();
        assertThat(navigate("GET", "same-origin", "document", Target.READ).refusal())
                .isNull();
    }

    /** Node's fetch sends this header, without Origin and Sec-Fetch-Site. */
    @ParameterizedTest
    @ValueSource(strings = {"cors", "no-cors", "navigate", "same-origin", "websocket"})
    void sec_fetch_mode_alone_decides_nothing(String mode) {
        assertThat(decide("GET", Target.CHANGE, "Sec-Fetch-Mode: " + mode).refusal())
                .isNull();
        assertThat(decide("POST", Target.CHANGE, "Sec-Fetch-Mode: " + mode).refusal())
                .isNull();
    }

    @Test
    void rebinding_host_is_refused_even_for_its_own_origin() {
        assertThat(decide(
                                AccessPolicy.DEFAULT,
                                "POST",
                                "evil.example:8123",
                                Target.CHANGE,
                                "Origin: http://evil.example:8123",
                                "Sec-Fetch-Site: same-origin")
                        .refusal())
                .isEqualTo(
                        "The host name \"evil.example\" is not accepted, because the page of another site may have sent "
                                + "this request under a name of its own (DNS rebinding). To accept the name, start the emulator "
                                + "with --allow-host evil.example.");
        assertThat(decide(AccessPolicy.DEFAULT, "GET", "evil.example", Target.DOCUMENT)
                        .refusal())
                .contains("--allow-host evil.example");
    }

    @Test
    void hosts_of_other_settings_are_accepted() {
        AccessPolicy policy =
                AccessPolicy.of(AccessSettings.DEFAULT, List.of("tasks.example.com", "fe80::1%eth0", "not a host"));

        assertThat(decide(policy, "POST", "tasks.example.com:443", Target.CHANGE)
                        .refusal())
                .isNull();
        assertThat(decide(policy, "POST", "other.example.com", Target.CHANGE).refusal())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "", "http://localhost:5173"})
    void public_document_is_readable_by_every_origin_under_every_host(String origin) {
        assertThat(decide(
                        ALLOWING,
                        "GET",
                        "evil.example",
                        Target.PUBLIC_DOCUMENT,
                        "Origin: " + origin,
                        "Sec-Fetch-Site: cross-site"))
                .isEqualTo(AccessDecision.ACCEPTED);
        AccessDecision preflight = decide(
                ALLOWING,
                "OPTIONS",
                HOST,
                Target.PUBLIC_DOCUMENT,
                "Origin: " + origin,
                "Access-Control-Request-Method: GET");
        assertThat(preflight.isPreflight()).isTrue();
        assertThat(preflight.headers()).containsEntry("Access-Control-Allow-Origin", "*");
    }

    @Test
    void preflight_of_an_allowed_origin_allows_the_method_and_the_headers() {
        AccessDecision decision = decide(
                ALLOWING,
                "OPTIONS",
                HOST,
                Target.CHANGE,
                "Origin: http://localhost:5173",
                "Access-Control-Request-Method: PATCH",
                "Access-Control-Request-Headers: authorization,x-goog-api-client",
                "Access-Control-Request-Private-Network: true");

        assertThat(decision.refusal()).isNull();
        assertThat(decision.isPreflight()).isTrue();
        assertThat(decision.headers())
                .containsEntry("Access-Control-Allow-Origin", "http://localhost:5173")
                .containsEntry("Access-Control-Allow-Methods", "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT")
                .containsEntry("Access-Control-Allow-Headers", "authorization,x-goog-api-client")
                .containsEntry("Access-Control-Allow-Private-Network", "true")
                .containsEntry("Access-Control-Max-Age", "3600")
                .containsEntry("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    }

    @Test
    void preflight_allows_methods_that_only_buffer_task_takes() {
        assertThat(decide(
                                ALLOWING,
                                "OPTIONS",
                                HOST,
                                Target.CHANGE,
                                "Origin: http://localhost:5173",
                                "Access-Control-Request-Method: REPORT")
                        .headers()
                        .get("Access-Control-Allow-Methods"))
                .endsWith(", REPORT");
    }

    @Test
    void preflight_of_another_origin_is_refused() {
        AccessDecision decision = decide(
                ALLOWING,
                "OPTIONS",
                HOST,
                Target.CHANGE,
                "Origin: http://evil.example",
                "Access-Control-Request-Method: POST");

        assertThat(decision.refusal()).contains("--allow-origin http://evil.example");
        assertThat(decision.headers()).containsOnly(entry("Vary", "Origin"));
    }

    @Test
    void other_options_requests_are_ordinary() {
        assertThat(decide("OPTIONS", Target.CHANGE)).isEqualTo(AccessDecision.ACCEPTED);
        assertThat(decide("OPTIONS", Target.CHANGE, "Access-Control-Request-Method: POST"))
                .isEqualTo(AccessDecision.ACCEPTED);
        assertThat(decide("OPTIONS", Target.CHANGE, "Origin: http://localhost:8123"))
                .isEqualTo(AccessDecision.ACCEPTED);
        assertThat(decide(ALLOWING, "OPTIONS", HOST, Target.CHANGE, "Origin: http://localhost:5173")
                        .isPreflight())
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void request_of_a_program_is_accepted(Target target) {
        for (String method : List.of("GET", "POST", "DELETE", "OPTIONS", "REPORT")) {
            assertThat(decide(method, target, "User-Agent: curl")).isEqualTo(AccessDecision.ACCEPTED);
        }
    }
}
