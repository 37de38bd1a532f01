package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.cloudtasks.dispatcher.http.TargetTrust;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log lines of the dispatcher. */
@Tag("unlike")
class DispatcherLoggingTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.cloudtasks.dispatcher");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    @Test
    void attempt_is_logged_as_one_line_at_debug() throws Exception {
        logger.setLevel(Level.DEBUG);
        try (ScriptedTarget target = ScriptedTarget.responding(ScriptedTarget.OK);
                HttpDispatcher dispatcher = HttpDispatcher.start(DispatchBuilder.NAMED_SETTINGS)) {
            Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/")).named("one"));
            Deliveries.deliver(dispatcher, DispatchBuilder.post("gopher://a/").named("two"));
        }
        assertThat(texts(Level.DEBUG))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .matches("projects/p/.*/queues/q/tasks/one attempt 1: status 200 after \\d+ ms"),
                        line -> assertThat(line).matches(".*/tasks/two attempt 1: the url .* after \\d+ ms"));
    }

    @Test
    void missing_app_engine_address_is_warned_of_once_per_service() throws Exception {
        logger.setLevel(Level.WARN);
        try (HttpDispatcher dispatcher = HttpDispatcher.start(DispatchBuilder.NAMED_SETTINGS)) {
            for (String service : List.of("", "default", "api", "api")) {
                AppEngineRouting routing = new AppEngineRouting(service, "", "", "");
                Deliveries.deliver(dispatcher, DispatchBuilder.appEngine(HttpMethod.GET, "/", routing, ""));
            }
        }
        assertThat(texts(Level.WARN))
                .hasSize(2)
                .allMatch(line -> line.contains("--app-engine-url URL for all services"))
                .anyMatch(line -> line.contains("--app-engine-service default=URL"))
                .anyMatch(line -> line.contains("--app-engine-service api=URL"));
    }

    @Test
    void disabled_verification_is_warned_of_at_start() {
        logger.setLevel(Level.WARN);
        HttpDispatcher.start(DispatchBuilder.NAMED_SETTINGS).close();
        assertThat(texts(Level.WARN)).isEmpty();
        HttpDispatcher.start(DispatchBuilder.NAMED_SETTINGS.withTrust(TargetTrust.JDK.withTrustAll(true)))
                .close();
        assertThat(texts(Level.WARN)).singleElement().asString().contains("--insecure-skip-tls-verify");
    }

    private List<String> texts(Level level) {
        return lines.list.stream()
                .filter(line -> line.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
