package conformance.v2beta3;

import com.google.cloud.tasks.v2beta3.AppEngineHttpRequest;
import com.google.cloud.tasks.v2beta3.Task;
import com.google.protobuf.ByteString;

/** Requests to an app and the results of attempts, under names that all versions share. */
final class Attempts {

  private Attempts() {}

  static int dispatched(Task task) {
    return task.getDispatchCount();
  }

  static int answered(Task task) {
    return task.getResponseCount();
  }

  static String lastStatus(Task task) {
    return task.getLastAttempt().getResponseStatus().getMessage();
  }

  static Task toApp(String uri, String body) {
    AppEngineHttpRequest request =
        AppEngineHttpRequest.newBuilder().setRelativeUri(uri).setBody(ByteString.copyFromUtf8(body)).build();
    return Task.newBuilder().setAppEngineHttpRequest(request).build();
  }
}
