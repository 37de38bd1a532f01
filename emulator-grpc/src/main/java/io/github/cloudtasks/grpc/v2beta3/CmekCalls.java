package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.ApiException;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.proto.v2beta3.CmekConfig;
import io.github.cloudtasks.proto.v2beta3.GetCmekConfigRequest;
import io.github.cloudtasks.proto.v2beta3.UpdateCmekConfigRequest;

/** What the methods on encryption keys do. */
record CmekCalls(CloudTasks engine) {

  CmekConfig getCmekConfig(GetCmekConfigRequest request) {
    throw new ApiException(ApiException.Code.UNIMPLEMENTED, "soon");
  }

  CmekConfig updateCmekConfig(UpdateCmekConfigRequest request) {
    throw new ApiException(ApiException.Code.UNIMPLEMENTED, "soon");
  }
}
