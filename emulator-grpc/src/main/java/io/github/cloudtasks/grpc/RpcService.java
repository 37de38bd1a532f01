package io.github.cloudtasks.grpc;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.List;

/** A service as its table of contents: every method that it answers. */
public record RpcService(ServiceDescriptor descriptor, List<Rpc> rpcs) {
  public RpcService {
    rpcs = List.copyOf(rpcs);
  }
}
