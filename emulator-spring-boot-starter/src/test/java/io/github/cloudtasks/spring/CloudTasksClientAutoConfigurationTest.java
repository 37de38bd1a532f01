package io.github.cloudtasks.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.rpc.FixedHeaderProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.auth.Credentials;
import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.CloudTasksSettings;
import com.google.cloud.tasks.v2.ListQueuesRequest;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

class CloudTasksClientAutoConfigurationTest {
    private static final String LOCATION = "projects/demo/locations/us-central1";
    private static final String QUEUE = LOCATION + "/queues/mail";

    private final ApplicationContextRunner withoutEmulator = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    CloudTasksEmulatorAutoConfiguration.class, CloudTasksClientAutoConfiguration.class));

    private final ApplicationContextRunner context = withoutEmulator.withPropertyValues(
            "cloudtasks.emulator.embedded.enabled=true", "cloudtasks.emulator.embedded.queues=" + QUEUE);

    @Test
    void application_without_a_client_gets_one() {
        context.run(started -> assertUsesEmulator(started.getBean(CloudTasksClient.class)));
    }

    @Test
    void nothing_changes_without_an_emulator() {
        withoutEmulator.withUserConfiguration(OwnSettings.class).run(started -> {
            assertThat(started).hasSingleBean(CloudTasksSettings.class).doesNotHaveBean(CloudTasksClient.class);
            assertThat(started.getBean(CloudTasksSettings.class).getCredentialsProvider())
                    .isInstanceOf(FailingCredentials.class);
        });
    }

    @Test
    void application_without_the_client_library_starts() {
        context.withClassLoader(new FilteredClassLoader("com.google.cloud.tasks", "com.google.api"))
                .run(started -> assertThat(started).hasNotFailed().hasSingleBean(CloudTasksEmulator.class));
    }

    /** Without credentials the method of the application would fail, so it is not called. */
    @Test
    void client_of_the_application_uses_the_emulator() {
        context.withUserConfiguration(OwnClient.class).run(started -> {
            assertThat(started).hasSingleBean(CloudTasksClient.class);
            assertUsesEmulator(started.getBean("ownClient", CloudTasksClient.class));
        });
    }

    @Test
    void several_clients_keep_their_qualifiers() {
        context.withUserConfiguration(TwoClients.class).run(started -> {
            assertUsesEmulator(started.getBean(CloudTasksClient.class));
            NeedsSecondClient injected = started.getBean(NeedsSecondClient.class);
            assertThat(injected.client()).isSameAs(started.getBean("second"));
            assertThat(injected.client()).isNotSameAs(started.getBean(CloudTasksClient.class));
            assertUsesEmulator(injected.client());
        });
    }

    @Test
    void settings_keep_what_does_not_concern_the_connection() {
        context.withUserConfiguration(OwnSettings.class).run(started -> {
            CloudTasksSettings settings = started.getBean(CloudTasksSettings.class);
            assertThat(settings.getQuotaProjectId()).isEqualTo("payer");
            assertThat(settings.listQueuesSettings().getRetrySettings().getTotalTimeoutDuration())
                    .isEqualTo(Duration.ofSeconds(7));
            assertUsesEmulator(started.getBean(CloudTasksClient.class));
            assertThat(OwnSettings.INTERCEPTED.get()).isPositive();
        });
    }

    @Test
    void rest_client_uses_the_emulator() {
        context.withUserConfiguration(RestSettings.class).run(started -> {
            CloudTasksClient client = started.getBean(CloudTasksClient.class);
            assertThat(client.getSettings().getTransportChannelProvider().getTransportName())
                    .isEqualTo("httpjson");
            assertUsesEmulator(client);
        });
    }

    @Test
    void clients_of_the_beta_versions_use_the_emulator() {
        context.withUserConfiguration(BetaClients.class).run(started -> {
            assertThat(started.getBean(com.google.cloud.tasks.v2beta3.CloudTasksClient.class)
                            .getQueue(QUEUE)
                            .getName())
                    .isEqualTo(QUEUE);
            assertThat(started.getBean(com.google.cloud.tasks.v2beta2.CloudTasksClient.class)
                            .getQueue(QUEUE)
                            .getName())
                    .isEqualTo(QUEUE);
        });
    }

    @Test
    void client_of_an_auto_configuration_in_the_shape_of_googles_starter_uses_the_emulator() {
        context.withConfiguration(AutoConfigurations.of(GooglesShape.class)).run(started -> {
            assertThat(started).hasSingleBean(CloudTasksClient.class).hasSingleBean(CloudTasksSettings.class);
            assertThat(started.getBean(CloudTasksSettings.class)
                            .getHeaderProvider()
                            .getHeaders())
                    .containsEntry("user-agent", "starter");
            assertUsesEmulator(started.getBean(CloudTasksClient.class));
        });
    }

    private static void assertUsesEmulator(CloudTasksClient client) {
        assertThat(client.listQueues(ListQueuesRequest.newBuilder()
                                .setParent(LOCATION)
                                .build())
                        .iterateAll())
                .singleElement()
                .satisfies(queue -> assertThat(queue.getName()).isEqualTo(QUEUE));
    }

    /** As Google's credentials on a machine that has none. */
    private static final class FailingCredentials implements CredentialsProvider {
        @Override
        public Credentials getCredentials() throws IOException {
            throw new IOException("Your default credentials were not found.");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnClient {
        @Bean
        CloudTasksClient ownClient() {
            throw new AssertionError("called");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoClients {
        @Bean
        @Primary
        CloudTasksClient first() {
            throw new AssertionError("called");
        }

        @Bean
        @Qualifier("other")
        CloudTasksClient second() {
            throw new AssertionError("called");
        }

        @Bean
        NeedsSecondClient needsSecondClient(@Qualifier("other") CloudTasksClient client) {
            return new NeedsSecondClient(client);
        }
    }

    record NeedsSecondClient(CloudTasksClient client) {}

    @Configuration(proxyBeanMethods = false)
    static class OwnSettings {
        static final AtomicInteger INTERCEPTED = new AtomicInteger();

        @Bean
        CloudTasksSettings settings() throws IOException {
            CloudTasksSettings.Builder settings = CloudTasksSettings.newBuilder()
                    .setQuotaProjectId("payer")
                    .setCredentialsProvider(new FailingCredentials())
                    .setTransportChannelProvider(CloudTasksSettings.defaultGrpcTransportProviderBuilder()
                            .setChannelConfigurator(channel -> {
                                INTERCEPTED.incrementAndGet();
                                return channel;
                            })
                            .build());
            settings.listQueuesSettings()
                    .setRetrySettings(settings.listQueuesSettings().getRetrySettings().toBuilder()
                            .setTotalTimeoutDuration(Duration.ofSeconds(7))
                            .build());
            return settings.build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class RestSettings {
        @Bean
        CloudTasksSettings settings() throws IOException {
            return CloudTasksSettings.newHttpJsonBuilder().build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class BetaClients {
        @Bean
        com.google.cloud.tasks.v2beta3.CloudTasksClient beta3() {
            throw new AssertionError("called");
        }

        @Bean
        com.google.cloud.tasks.v2beta2.CloudTasksClient beta2() {
            throw new AssertionError("called");
        }
    }

    /** The beans of Google's google-cloud-tasks-spring-starter, with their names and conditions. */
    @AutoConfiguration(before = CloudTasksClientAutoConfiguration.class)
    static class GooglesShape {
        @Bean
        CredentialsProvider googleCredentials() {
            return new FailingCredentials();
        }

        @Bean
        @ConditionalOnMissingBean(name = "defaultCloudTasksTransportChannelProvider")
        TransportChannelProvider defaultCloudTasksTransportChannelProvider() {
            return CloudTasksSettings.defaultTransportChannelProvider();
        }

        @Bean
        @ConditionalOnMissingBean
        CloudTasksSettings cloudTasksSettings(
                CredentialsProvider credentials,
                @Qualifier("defaultCloudTasksTransportChannelProvider") TransportChannelProvider channels)
                throws IOException {
            return CloudTasksSettings.newBuilder()
                    .setCredentialsProvider(credentials)
                    .setTransportChannelProvider(channels)
                    .setHeaderProvider(FixedHeaderProvider.create("user-agent", "starter"))
                    .build();
        }

        @Bean
        @ConditionalOnMissingBean
        CloudTasksClient cloudTasksClient(CloudTasksSettings settings) throws IOException {
            return CloudTasksClient.create(settings);
        }
    }
}
