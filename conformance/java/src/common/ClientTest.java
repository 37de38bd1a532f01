package conformance.$api$;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.location.GetLocationRequest;
import com.google.cloud.location.ListLocationsRequest;
import com.google.cloud.location.Location;
import com.google.cloud.tasks.$api$.CloudTasksClient;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Locations, and creating and closing clients. */
@ParameterizedClass
@EnumSource(Transport.class)
class ClientTest {

  private final Transport transport;
  private final Project project;

  ClientTest(Transport transport) {
    this.transport = transport;
    project = Project.over(transport);
  }

  @Test
  void listLocations_knows_the_regions_of_the_service() {
    ListLocationsRequest fiveAtATime =
        ListLocationsRequest.newBuilder().setName("projects/" + project.id()).setPageSize(5).build();
    Map<String, String> regions = new HashMap<>();

    for (Location location : project.client().listLocations(fiveAtATime).iterateAll()) {
      regions.put(location.getLocationId(), location.getLabelsOrThrow("cloud.googleapis.com/region"));
    }

    for (String region : new String[] {"us-central1", "europe-west1", "asia-northeast1"}) {
      assertEquals(region, regions.get(region));
    }
  }

  @Test
  void getLocation_answers_for_any_id() {
    String name = project.location().toString();

    Location location = project.client().getLocation(GetLocationRequest.newBuilder().setName(name).build());

    assertEquals(name, location.getName());
    assertEquals("us-central1", location.getLocationId());
  }

  @Test
  void create_makes_a_client_of_settings_and_of_a_stub() throws IOException {
    try (CloudTasksClient ofSettings = CloudTasksClient.create(transport.settings());
        CloudTasksClient ofStub = CloudTasksClient.create(ofSettings.getStub())) {
      ofSettings.createQueue(project.location(), project.named("q").build());

      assertEquals(project.queue("q").toString(), ofStub.getQueue(project.queue("q")).getName());
      assertTrue(ofSettings.getSettings().getEndpoint().endsWith(Transport.SERVER));
    }
  }

  @Test
  void shutdown_ends_a_client() throws InterruptedException {
    CloudTasksClient client = transport.newClient();
    project.create("q");
    client.getQueue(project.queue("q"));
    assertFalse(client.isShutdown());

    client.shutdown();

    assertTrue(client.awaitTermination(10, TimeUnit.SECONDS));
    assertTrue(client.isShutdown());
    assertTrue(client.isTerminated());
    assertThrows(RuntimeException.class, () -> client.getQueue(project.queue("q")));
  }

  @Test
  void shutdownNow_ends_a_client_at_once() {
    CloudTasksClient client = transport.newClient();

    client.shutdownNow();

    assertTrue(client.isShutdown());
    client.close();
  }
}
