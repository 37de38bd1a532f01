package io.github.cloudtasks.spring;

import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import io.github.cloudtasks.emulator.ListenException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of the address of an emulator: an embedded one, or a running one whose address is a property.
 * Connection details of a container or of the application take precedence. The nested classes are ordered, because each
 * has a condition on beans of those before it.
 */
@AutoConfiguration
@EnableConfigurationProperties(CloudTasksEmulatorProperties.class)
public class CloudTasksEmulatorAutoConfiguration {

    /**
     * Starts an emulator if the property asks for one. It has no condition on the class, which needs Java 21: an older
     * Java fails here with a message, instead of leaving the client connected to the real service.
     */
    @Order(1)
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("cloudtasks.emulator.embedded.enabled")
    static class EmbeddedEmulator {
        private static final Logger LOG = LoggerFactory.getLogger(CloudTasksEmulatorAutoConfiguration.class);

        @Bean(destroyMethod = "close")
        @ConditionalOnMissingBean({CloudTasksConnectionDetails.class, CloudTasksEmulator.class})
        CloudTasksEmulator cloudTasksEmulator(CloudTasksEmulatorProperties properties) throws ListenException {
            CloudTasksEmulatorProperties.Embedded embedded = properties.embedded();
            EmulatorSettings.Builder settings = EmulatorSettings.builder();
            if (embedded.project() != null) {
                settings.project(embedded.project());
            }
            embedded.queues().forEach(settings::queue);
            settings.flags(embedded.flags().toArray(String[]::new));
            CloudTasksEmulator emulator = new CloudTasksEmulator(settings.build()).start();
            LOG.info("The Cloud Tasks emulator listens on {}", emulator.restEndpoint());
            return emulator;
        }
    }

    /** Uses an embedded emulator, also one that the application or a test has defined. */
    @Order(2)
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(CloudTasksEmulator.class)
    static class EmulatorBean {

        @Bean
        @ConditionalOnBean(CloudTasksEmulator.class)
        @ConditionalOnMissingBean(CloudTasksConnectionDetails.class)
        CloudTasksConnectionDetails embeddedCloudTasksConnectionDetails(CloudTasksEmulator emulator)
                throws ListenException {
            return emulator.start()::endpoint;
        }
    }

    /** Uses a running emulator. */
    @Order(3)
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("cloudtasks.emulator.host")
    static class RunningEmulator {
        private static final Pattern HOST_AND_PORT = Pattern.compile("([^/:]+|\\[[^/]+]):\\d{1,5}");

        @Bean
        @ConditionalOnMissingBean(CloudTasksConnectionDetails.class)
        CloudTasksConnectionDetails runningCloudTasksConnectionDetails(CloudTasksEmulatorProperties properties) {
            String host = String.valueOf(properties.host());
            if (!HOST_AND_PORT.matcher(host).matches()) {
                throw new IllegalArgumentException("The property cloudtasks.emulator.host, or the variable"
                        + " CLOUDTASKS_EMULATOR_HOST, has the value \"" + host
                        + "\". Set it to HOST:PORT, such as localhost:8123, or remove it.");
            }
            return () -> host;
        }
    }
}
