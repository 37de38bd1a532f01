package conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.google.cloud.tasks.v2.CloudTasksClient;
import io.github.cloudtasks.junit5.CloudTasksExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The extension prints diagnostics when a test fails. */
class FailureTest {
  private static final String QUEUE = "projects/demo/locations/us-central1/queues/mail";

  static class Failing {
    @RegisterExtension
    static final CloudTasksExtension tasks = CloudTasksExtension.builder().project("demo").queue("mail").build();

    @Test
    void waits_in_vain() throws Exception {
      try (Target target = new Target();
          CloudTasksClient client = Client.over(tasks.channel())) {
        target.answersWith(500);
        client.createTask(QUEUE, Client.task(target.url("/broken"), ""));
        target.take();
        fail("on purpose");
      }
    }
  }

  @Test
  void its_queues_and_attempts_are_printed() {
    PrintStream before = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written, true));
    try {
      EngineTestKit.engine("junit-jupiter")
          .selectors(selectClass(Failing.class))
          .execute()
          .testEvents()
          .assertStatistics(statistics -> statistics.failed(1));
    } finally {
      System.setErr(before);
    }
    String text = written.toString();
    assertTrue(text.contains("when waits_in_vain() failed"), text);
    assertTrue(text.contains(QUEUE), text);
  }
}
