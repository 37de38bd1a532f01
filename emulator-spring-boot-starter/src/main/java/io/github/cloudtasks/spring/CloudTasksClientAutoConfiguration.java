package io.github.cloudtasks.spring;

import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.CloudTasksSettings;
import java.io.IOException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of Cloud Tasks clients that use an emulator, if there are {@link CloudTasksConnectionDetails}.
 * Clients and settings of the application or of Google's starter are connected to the emulator. If there are none, the
 * context gets a client of v2.
 */
@AutoConfiguration(
        after = CloudTasksEmulatorAutoConfiguration.class,
        afterName = "com.google.cloud.tasks.v2.spring.CloudTasksSpringAutoConfiguration")
@ConditionalOnClass(CloudTasksClient.class)
@ConditionalOnBean(CloudTasksConnectionDetails.class)
public class CloudTasksClientAutoConfiguration {

    // Static, because post-processors are created before the beans that they process.
    @Bean
    static EmulatorConnector emulatorConnector(ObjectProvider<CloudTasksConnectionDetails> details) {
        return new EmulatorConnector(details);
    }

    @Bean
    @ConditionalOnMissingBean
    CloudTasksSettings cloudTasksSettings() throws IOException {
        return CloudTasksSettings.newBuilder().build();
    }

    @Bean
    @ConditionalOnMissingBean
    CloudTasksClient cloudTasksClient(CloudTasksSettings settings) throws IOException {
        return CloudTasksClient.create(settings);
    }
}
