package conformance.$api$;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.cloud.tasks.$api$.CloudTasksClient;
import com.google.cloud.tasks.$api$.CloudTasksSettings;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The two transports of the client. */
enum Transport {
  GRPC {
    @Override
    CloudTasksSettings settings() throws IOException {
      InstantiatingGrpcChannelProvider plaintext =
          CloudTasksSettings.defaultGrpcTransportProviderBuilder()
              .setEndpoint(SERVER)
              .setChannelConfigurator(builder -> builder.usePlaintext())
              .build();
      return CloudTasksSettings.newBuilder()
          .setTransportChannelProvider(plaintext)
          .setCredentialsProvider(NoCredentialsProvider.create())
          .build();
    }
  },
  HTTP_JSON {
    @Override
    CloudTasksSettings settings() throws IOException {
      return CloudTasksSettings.newHttpJsonBuilder()
          .setEndpoint("http://" + SERVER)
          .setCredentialsProvider(NoCredentialsProvider.create())
          .build();
    }
  };

  /** HOST:PORT of the running server. */
  static final String SERVER = System.getenv("CONFORMANCE_SERVER");

  private CloudTasksClient client;

  abstract CloudTasksSettings settings() throws IOException;

  /** A client of this transport that is used by all tests. */
  synchronized CloudTasksClient client() {
    if (client == null) {
      client = newClient();
    }
    return client;
  }

  /** A new client for the caller. */
  CloudTasksClient newClient() {
    try {
      return CloudTasksClient.create(settings());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
