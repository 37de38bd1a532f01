package io.github.cloudtasks.server.port;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.cloudtasks.server.port.PortServer.Timeouts;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class FrameLogRedactionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization",
                "proxy-authorization",
                "cookie",
                "set-cookie",
                "x-goog-api-key",
                "x-api-key",
                "x-goog-iam-authorization-token",
                "x-goog-iap-jwt-assertion-token",
                "x-csrf-token",
                "x-client-secret"
            })
    void credential_is_redacted(String name) {
        DefaultHttp2Headers headers = new DefaultHttp2Headers();
        headers.method("POST").add(name, "one, two").add(name, "three");

        assertThat(FrameLogRedaction.redacted(headers))
                .isEqualTo("[:method: POST, %s: [redacted], %s: [redacted]]".formatted(name, name));
    }

    @Test
    void log_of_a_grpc_call_has_no_credentials() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger("io.grpc.netty.NettyServerHandler");
        Level level = logger.getLevel();
        boolean additive = logger.isAdditive();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        logger.addAppender(log);
        try (EchoServer server = EchoServer.open(Timeouts.DEFAULT)) {
            Metadata metadata = new Metadata();
            metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer s3cret");
            metadata.put(Metadata.Key.of("x-plain", Metadata.ASCII_STRING_MARSHALLER), "shown");
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                    .usePlaintext()
                    .intercept(MetadataUtils.newAttachHeadersInterceptor(metadata))
                    .build();
            ClientCalls.blockingUnaryCall(channel, EchoServer.ECHO, CallOptions.DEFAULT, new byte[] {1});
            channel.shutdownNow();
        } finally {
            logger.detachAppender(log);
            logger.setLevel(level);
            logger.setAdditive(additive);
        }

        assertThat(List.copyOf(log.list))
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(message -> message.contains("s3cret"))
                .anyMatch(message -> message.contains("INBOUND DATA") && message.endsWith("bytes=[redacted]"))
                .anyMatch(message -> message.contains("INBOUND HEADERS")
                        && message.contains("authorization: [redacted]")
                        && message.contains("x-plain: shown"));
    }

    @Test
    void credentials_in_the_path_are_redacted() {
        DefaultHttp2Headers headers = new DefaultHttp2Headers();
        headers.path(
                "/v2/projects/p?key=s3cret&alt=json&access_token=s3cret&pageToken=3&quotaUser=me&oauth_token=s3cret");

        assertThat(FrameLogRedaction.redacted(headers))
                .isEqualTo("[:path: /v2/projects/p?key=[redacted]&alt=json&access_token=[redacted]&pageToken=3"
                        + "&quotaUser=me&oauth_token=[redacted]]");
    }

    @Test
    void other_headers_are_shown() {
        DefaultHttp2Headers headers = new DefaultHttp2Headers();
        headers.authority("localhost:8123")
                .path("/google.cloud.tasks.v2.CloudTasks/GetQueue")
                .add("user-agent", "curl");

        assertThat(FrameLogRedaction.redacted(headers))
                .isEqualTo("[:authority: localhost:8123, :path: /google.cloud.tasks.v2.CloudTasks/GetQueue, "
                        + "user-agent: curl]");
    }
}
