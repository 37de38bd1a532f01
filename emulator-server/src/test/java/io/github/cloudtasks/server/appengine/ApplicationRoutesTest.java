package io.github.cloudtasks.server.appengine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The requests that gcloud sends to other APIs before it chooses a location or deploys a queue.yaml (seen in its
 * source).
 */
class ApplicationRoutesTest {
    private static HttpResponse<String> send(CloudTasksEmulator emulator, String method, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI url = URI.create("http://127.0.0.1:" + emulator.port() + path);
            HttpRequest request = HttpRequest.newBuilder(url)
                    .method(method, BodyPublishers.noBody())
                    .build();
            return client.send(request, BodyHandlers.ofString());
        }
    }

    private static JsonNode get(CloudTasksEmulator emulator, String path) throws Exception {
        return new ObjectMapper().readTree(send(emulator, "GET", path).body());
    }

    @ParameterizedTest
    @CsvSource({
        "us-central1, us-central",
        "europe-west1, europe-west",
        "europe-west3, europe-west3",
        "us-central1-extra, us-central1-extra",
    })
    void app_is_in_the_location_of_the_settings(String location, String locationId) throws Exception {
        try (CloudTasksEmulator emulator =
                new CloudTasksEmulator(EmulatorSettings.of("--location", location)).start()) {
            JsonNode app = get(emulator, "/v1/apps/shop?alt=json");

            assertThat(app.get("locationId").asText()).isEqualTo(locationId);
            assertThat(app.get("name").asText()).isEqualTo("apps/shop");
            assertThat(app.get("id").asText()).isEqualTo("shop");
            assertThat(app.get("servingStatus").asText()).isEqualTo("SERVING");
            assertThat(app.get("defaultHostname").asText()).isEqualTo("shop.appspot.com");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1beta", "v1alpha"})
    void app_is_the_same_in_the_versions_of_other_release_tracks(String version) throws Exception {
        try (CloudTasksEmulator emulator = new CloudTasksEmulator().start()) {
            assertThat(get(emulator, "/" + version + "/apps/shop")).isEqualTo(get(emulator, "/v1/apps/shop"));
        }
    }

    @Test
    void cloud_tasks_is_enabled_in_every_project() throws Exception {
        try (CloudTasksEmulator emulator = new CloudTasksEmulator().start()) {
            JsonNode service = get(emulator, "/v1/projects/shop/services/cloudtasks.googleapis.com?alt=json");

            assertThat(service.get("name").asText()).isEqualTo("projects/shop/services/cloudtasks.googleapis.com");
            assertThat(service.get("state").asText()).isEqualTo("ENABLED");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"us-central1", "europe-west3", "mars-north1"})
    void location_of_the_app_is_listed_first(String location) throws Exception {
        try (CloudTasksEmulator emulator = new CloudTasksEmulator(
                        EmulatorSettings.of("--project", "shop", "--location", location, "--queue", "mail"))
                .start()) {
            List<String> all = ids(get(emulator, "/v2/projects/shop/locations"));
            List<String> paged = new ArrayList<>();
            String token = "";
            do {
                JsonNode page = get(emulator, "/v2/projects/shop/locations?pageSize=4&pageToken=" + token);
                paged.addAll(ids(page));
                token = page.path("nextPageToken").asText();
            } while (!token.isEmpty());

            assertThat(all.getFirst()).isEqualTo(location);
            assertThat(all.subList(1, all.size())).isSorted().doesNotContain(location);
            assertThat(paged).isEqualTo(all);
        }
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.get("locations").forEach(l -> ids.add(l.get("locationId").asText()));
        return ids;
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/apps",
        "POST, /v1/apps/shop:repair",
        "GET, /v1/apps/shop/services",
        "PATCH, /v1/apps/shop",
        "GET, /v1/projects/shop/services/run.googleapis.com",
        "GET, /v1/projects/shop/services",
    })
    void other_methods_are_not_found(String method, String path) throws Exception {
        try (CloudTasksEmulator emulator = new CloudTasksEmulator().start()) {
            HttpResponse<String> response = send(emulator, method, path);

            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(new ObjectMapper()
                            .readTree(response.body())
                            .at("/error/status")
                            .asText())
                    .isEqualTo("NOT_FOUND");
        }
    }

    @Test
    void id_with_a_domain_has_the_host_name_of_its_organization() throws Exception {
        try (CloudTasksEmulator emulator = new CloudTasksEmulator().start()) {
            assertThat(get(emulator, "/v1/apps/example.com:shop")
                            .get("defaultHostname")
                            .asText())
                    .isEqualTo("shop.example.com.a.appspot.com");
        }
    }
}
