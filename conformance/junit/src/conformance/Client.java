package conformance;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.CloudTasksSettings;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.Task;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import java.io.IOException;

/** The official client over a channel. */
final class Client {
  private Client() {}

  static CloudTasksClient over(ManagedChannel channel) throws IOException {
    return CloudTasksClient.create(
        CloudTasksSettings.newBuilder()
            .setTransportChannelProvider(FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)))
            .setCredentialsProvider(NoCredentialsProvider.create())
            .build());
  }

  static Task task(String url, String body) {
    return Task.newBuilder()
        .setHttpRequest(HttpRequest.newBuilder().setUrl(url).setBody(ByteString.copyFromUtf8(body)))
        .build();
  }
}
