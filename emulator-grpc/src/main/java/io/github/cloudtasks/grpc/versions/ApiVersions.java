package io.github.cloudtasks.grpc.versions;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.ApiVersion;
import io.github.cloudtasks.grpc.v2beta2.V2beta2;
import java.util.List;

/** Every version of the API that the emulator speaks, a line each. */
public final class ApiVersions {

  private ApiVersions() {}

  /** All versions, over one engine. */
  public static List<ApiVersion> of(CloudTasks engine) {
    return List.of(V2beta2.of(engine));
  }
}
