package io.github.cloudtasks.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import io.github.cloudtasks.server.HttpAnswer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page at the root of a running emulator, over HTTP/1.1. */
class ConsoleRoutesTest {
    private static final String BROWSER = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    private static final String MAIN = "/emulator/console/app/main.js";
    private static final String ALLOWED = "http://localhost:5173";
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]+)\"|from '\\.{1,2}/([^']+)'");

    private CloudTasksEmulator emulator;

    @BeforeEach
    void start() throws Exception {
        emulator = new CloudTasksEmulator(
                        EmulatorSettings.builder().allowOrigin(ALLOWED).build())
                .start();
    }

    @AfterEach
    void close() {
        emulator.close();
    }

    private HttpAnswer get(String path, String... headers) throws IOException {
        return HttpAnswer.send(emulator, "GET", path, headers);
    }

    @Test
    void browser_gets_the_page_at_the_root() throws Exception {
        HttpAnswer page = get("/", BROWSER);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).startsWith("<!DOCTYPE html>");
        assertThat(page.headers())
                .containsEntry("content-type", "text/html; charset=UTF-8")
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("referrer-policy", "no-referrer")
                .containsEntry("cache-control", "no-cache");
        assertThat(page.headers().get("content-security-policy"))
                .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                        + " img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
        assertThat(get("/?source=bookmark", BROWSER).body()).isEqualTo(page.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Accept: */*",
                "Accept: application/json",
                "Accept: application/json, text/plain, */*",
                "Accept: text/*"
            })
    void other_clients_get_the_json_document(String accept) throws Exception {
        HttpAnswer document = accept.isEmpty() ? get("/") : get("/", accept);

        assertThat(document.status()).isEqualTo(200);
        assertThat(document.headers())
                .containsEntry("content-type", "application/json; charset=UTF-8")
                .doesNotContainKey("content-security-policy");
        JsonNode json = new ObjectMapper().readTree(document.body());
        assertThat(json.path("name").asText()).isEqualTo("Cloud Tasks emulator");
        assertThat(json.path("versions").findValuesAsText("version")).containsExactly("v2", "v2beta3", "v2beta2");
        assertThat(json.path("versions").get(0).path("discoveryRestUrl").asText())
                .isEqualTo("http://localhost:" + emulator.port() + "/$discovery/rest?version=v2");
    }

    @Test
    void caches_keep_the_page_and_the_document_apart() throws Exception {
        assertThat(get("/", BROWSER).headers().get("vary")).startsWith("Accept, Origin");
        assertThat(get("/").headers().get("vary")).startsWith("Accept, Origin");
        assertThat(get("/", "Origin: " + ALLOWED).headers().get("vary")).startsWith("Accept, Origin");
    }

    @Test
    void every_file_that_the_page_names_exists() throws Exception {
        List<String> found = new ArrayList<>();
        List<String> open = new ArrayList<>(List.of("/"));
        while (!open.isEmpty()) {
            String path = open.removeFirst();
            HttpAnswer file = get(path, BROWSER);
            assertThat(file.status()).as(path).isEqualTo(200);
            assertThat(file.headers()).as(path).containsKeys("content-security-policy", "etag");
            found.add(path);
            if (!path.contains("/lib/") && !path.endsWith(".svg")) {
                for (String next : references(path, file.body())) {
                    if (!found.contains(next) && !open.contains(next)) {
                        open.add(next);
                    }
                }
            }
        }
        assertThat(found)
                .contains(MAIN, "/emulator/console/lib/preact.min.umd.js")
                .hasSizeGreaterThan(25);
    }

    /** Returns the paths of files that a file of the page loads. A path in a component is a path of the page. */
    private static List<String> references(String path, String text) {
        List<String> paths = new ArrayList<>();
        Matcher matcher = REFERENCE.matcher(text);
        while (matcher.find()) {
            String module = matcher.group(2);
            if (module == null) {
                paths.add("/" + matcher.group(1));
            } else if (module.contains("/")) {
                paths.add("/emulator/console/" + module);
            } else {
                paths.add(path.substring(0, path.lastIndexOf('/') + 1) + module);
            }
        }
        paths.removeIf(found -> found.contains("#") || found.contains("$") || found.contains("//"));
        return paths;
    }

    @ParameterizedTest
    @CsvSource({
        "/emulator/console/app/main.js, text/javascript; charset=UTF-8",
        "/emulator/console/base.css, text/css; charset=UTF-8",
        "/emulator/console/icon.svg, image/svg+xml",
        "/emulator/console/lib/preact-LICENSE.txt, text/plain; charset=UTF-8",
    })
    void files_have_their_type(String path, String type) throws Exception {
        assertThat(get(path, "Accept: */*").headers())
                .containsEntry("content-type", type)
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("cross-origin-resource-policy", "same-origin");
    }

    @Test
    void unchanged_file_is_not_sent_again() throws Exception {
        HttpAnswer first = get(MAIN);
        HttpAnswer second = get(MAIN, "If-None-Match: " + first.headers().get("etag"));
        HttpAnswer third = get(MAIN, "If-None-Match: \"other\"");

        assertThat(second.status()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
        assertThat(second.headers()).containsEntry("etag", first.headers().get("etag"));
        assertThat(third.status()).isEqualTo(200);
        assertThat(third.body()).isEqualTo(first.body());
        assertThat(get(
                                "/",
                                BROWSER,
                                "If-None-Match: " + get("/", BROWSER).headers().get("etag"))
                        .status())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/emulator/console/missing.js",
                "/emulator/console/app",
                "/emulator/console/app/",
                "/emulator/console/../ConsoleRoutes.class",
                "/emulator/console/app/..%2F..%2FConsoleRoutes.class",
                "/emulator/console/%2e%2e/ConsoleRoutes.class",
                "/emulator/console/.hidden.js",
                "/emulator/console/app/main.js/x",
            })
    void nothing_else_is_served(String path) throws Exception {
        assertThat(get(path).status()).isEqualTo(404);
    }

    @Test
    void other_sites_may_link_to_the_page_but_not_embed_it() throws Exception {
        String cross = "Sec-Fetch-Site: cross-site";
        String navigate = "Sec-Fetch-Mode: navigate";
        assertThat(get("/", BROWSER, cross, navigate, "Sec-Fetch-Dest: document")
                        .status())
                .isEqualTo(200);
        assertThat(get("/", BROWSER, cross, navigate, "Sec-Fetch-Dest: iframe").status())
                .isEqualTo(403);
        assertThat(get(MAIN, cross, "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script")
                        .status())
                .isEqualTo(403);
        assertThat(get(MAIN, "Origin: http://evil.example").status()).isEqualTo(403);
        assertThat(get("/", BROWSER, "Host: evil.example").status()).isEqualTo(403);
    }

    @Test
    void page_may_load_its_files_and_call_the_api() throws Exception {
        String same = "Sec-Fetch-Site: same-origin";
        assertThat(get("/", BROWSER, "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")
                        .status())
                .isEqualTo(200);
        assertThat(get(
                                MAIN,
                                same,
                                "Sec-Fetch-Mode: cors",
                                "Sec-Fetch-Dest: script",
                                "Origin: http://localhost:" + emulator.port())
                        .status())
                .isEqualTo(200);
        assertThat(get("/emulator/v1", same, "Sec-Fetch-Mode: cors").status()).isEqualTo(200);
    }
}
