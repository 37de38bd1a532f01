package conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.protobuf.Message;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ClassPathTest {

  private static String jarOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).getFileName().toString();
  }

  @Test
  void the_client_and_its_libraries_are_the_users_own() throws Exception {
    System.out.println(
        "Beside " + jarOf(CloudTasksClient.class) + ", " + jarOf(ManagedChannel.class) + ", " + jarOf(Message.class) + ", "
            + jarOf(Test.class));
    assertEquals("google-cloud-tasks-" + System.getProperty("client.version") + ".jar", jarOf(CloudTasksClient.class));
    assertEquals("junit-jupiter-api-" + System.getProperty("junit.version") + ".jar", jarOf(Test.class));
    assertTrue(jarOf(ManagedChannel.class).startsWith("grpc-api-"));
    assertTrue(jarOf(Message.class).startsWith("protobuf-java-"));
  }

  @Test
  void nothing_of_the_emulator_is_there_but_its_jars() throws Exception {
    for (String name : new String[] {"io.netty.channel.Channel", "ch.qos.logback.classic.Logger"}) {
      assertThrows(ClassNotFoundException.class, () -> Class.forName(name), name);
    }
    assertFalse(System.getProperty("java.class.path").contains("emulator-server"));
  }
}
