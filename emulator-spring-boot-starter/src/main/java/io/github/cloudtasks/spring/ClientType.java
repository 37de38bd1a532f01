package io.github.cloudtasks.spring;

import com.google.api.core.ApiFunction;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.api.gax.httpjson.InstantiatingHttpJsonChannelProvider;
import com.google.api.gax.rpc.ClientSettings;
import com.google.api.gax.rpc.TransportChannelProvider;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.util.List;
import org.springframework.util.function.ThrowingFunction;
import org.springframework.util.function.ThrowingSupplier;

/**
 * A client class of one API version, with its settings.
 *
 * @param client the class of the client
 * @param settings the class of its settings
 * @param defaults creates default settings
 * @param creator creates a client from settings
 */
record ClientType<S extends ClientSettings<S>, C>(
        Class<C> client, Class<S> settings, ThrowingSupplier<S> defaults, ThrowingFunction<S, C> creator) {

    /** All versions that have a Java client. */
    static final List<ClientType<?, ?>> ALL = List.of(
            new ClientType<>(
                    com.google.cloud.tasks.v2.CloudTasksClient.class,
                    com.google.cloud.tasks.v2.CloudTasksSettings.class,
                    () -> com.google.cloud.tasks.v2.CloudTasksSettings.newBuilder()
                            .build(),
                    com.google.cloud.tasks.v2.CloudTasksClient::create),
            new ClientType<>(
                    com.google.cloud.tasks.v2beta3.CloudTasksClient.class,
                    com.google.cloud.tasks.v2beta3.CloudTasksSettings.class,
                    () -> com.google.cloud.tasks.v2beta3.CloudTasksSettings.newBuilder()
                            .build(),
                    com.google.cloud.tasks.v2beta3.CloudTasksClient::create),
            new ClientType<>(
                    com.google.cloud.tasks.v2beta2.CloudTasksClient.class,
                    com.google.cloud.tasks.v2beta2.CloudTasksSettings.class,
                    () -> com.google.cloud.tasks.v2beta2.CloudTasksSettings.newBuilder()
                            .build(),
                    com.google.cloud.tasks.v2beta2.CloudTasksClient::create));

    /** Creates default settings for an emulator. */
    S defaultsFor(String endpoint) throws IOException {
        return connect(defaults.get(), endpoint);
    }

    /**
     * Returns settings with the endpoint of an emulator and without credentials. Keeps everything else, such as
     * retries, headers and interceptors.
     *
     * @param given an instance of {@link #settings}
     */
    S connect(Object given, String endpoint) throws IOException {
        return connect(settings.cast(given), endpoint);
    }

    private static <S extends ClientSettings<S>, B extends ClientSettings.Builder<S, B>> S connect(
            S settings, String endpoint) throws IOException {
        B builder = settings.toBuilder();
        return builder.setTransportChannelProvider(connect(settings.getTransportChannelProvider(), endpoint))
                .setCredentialsProvider(NoCredentialsProvider.create())
                .build();
    }

    @SuppressWarnings("rawtypes") // as in the signature of setChannelConfigurator
    private static TransportChannelProvider connect(TransportChannelProvider provider, String endpoint) {
        if (provider instanceof InstantiatingHttpJsonChannelProvider http) {
            return http.toBuilder().setEndpoint("http://" + endpoint).build();
        }
        InstantiatingGrpcChannelProvider.Builder grpc = provider instanceof InstantiatingGrpcChannelProvider given
                ? given.toBuilder()
                : InstantiatingGrpcChannelProvider.newBuilder();
        ApiFunction<ManagedChannelBuilder, ManagedChannelBuilder> configurator = grpc.getChannelConfigurator();
        return grpc.setEndpoint(endpoint)
                .setChannelConfigurator(
                        channel -> (configurator == null ? channel : configurator.apply(channel)).usePlaintext())
                .build();
    }
}
