package conformance.v2beta2;

import com.google.cloud.tasks.v2beta2.AppEngineHttpRequest;
import com.google.cloud.tasks.v2beta2.Task;
import com.google.protobuf.ByteString;

/** Requests to an app and the results of attempts, under names that all versions share. */
final class Attempts {

  private Attempts() {}

  static int dispatched(Task task) {
    return task.getStatus().getAttemptDispatchCount();
  }

  static int answered(Task task) {
    return task.getStatus().getAttemptResponseCount();
  }

  static String lastStatus(Task task) {
    return task.getStatus().getLastAttemptStatus().getResponseStatus().getMessage();
  }

  static Task toApp(String uri, String body) {
    AppEngineHttpRequest request =
        AppEngineHttpRequest.newBuilder().setRelativeUrl(uri).setPayload(ByteString.copyFromUtf8(body)).build();
    return Task.newBuilder().setAppEngineHttpRequest(request).build();
  }
}
