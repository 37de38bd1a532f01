package io.github.cloudtasks.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.Task;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** An application that creates its client as in production, in a test that changes nothing of it. */
class ApplicationTest {
    private static final String MAIL = "projects/demo/locations/us-central1/queues/mail";

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(Mailer.class)
    static class Application {
        @Bean
        CloudTasksClient cloudTasksClient() throws Exception {
            return CloudTasksClient.create();
        }
    }

    @Component
    record Mailer(CloudTasksClient client) {
        void send(String url, String text) {
            client.createTask(
                    MAIL,
                    Task.newBuilder()
                            .setHttpRequest(HttpRequest.newBuilder().setUrl(url).setBody(ByteString.copyFromUtf8(text)))
                            .build());
        }
    }

    @Nested
    @SpringBootTest(
            classes = Application.class,
            properties = {"cloudtasks.emulator.embedded.enabled=true", "cloudtasks.emulator.embedded.queues=" + MAIL})
    class WithEmulator {
        @Autowired
        Mailer mailer;

        @Autowired
        CloudTasksEmulator emulator;

        HttpServer target;

        @BeforeEach
        void startTarget() throws Exception {
            emulator.reset();
            target = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            target.createContext("/mail", exchange -> {
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            target.start();
        }

        @AfterEach
        void stopTarget() {
            target.stop(0);
        }

        @Test
        void task_of_the_application_is_delivered() {
            mailer.send("http://127.0.0.1:" + target.getAddress().getPort() + "/mail", "hello");
            assertThat(emulator.takeAttempt(Duration.ofSeconds(10))
                            .request()
                            .body()
                            .text())
                    .isEqualTo("hello");
        }
    }

    @Nested
    @SpringBootTest(classes = Application.class, properties = "cloudtasks.emulator.embedded.enabled=true")
    class WithMock {
        @MockitoBean
        CloudTasksClient client;

        @Autowired
        Mailer mailer;

        @Test
        void mock_of_the_test_stays() {
            assertThat(Mockito.mockingDetails(mailer.client()).isMock()).isTrue();
        }
    }
}
