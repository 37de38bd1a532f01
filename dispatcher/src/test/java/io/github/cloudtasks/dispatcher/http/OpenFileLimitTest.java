package io.github.cloudtasks.dispatcher.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.ChannelException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OpenFileLimitTest {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(OpenFileLimit.class);
    private static final Throwable LIMIT =
            new ChannelException("Failed to open a socket.", new IOException("Too many open files"));

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private long now;
    private final OpenFileLimit limit = new OpenFileLimit("attempts fail", () -> now);

    private Level level;

    @BeforeEach
    void startLog() {
        level = LOGGER.getLevel();
        LOGGER.setLevel(Level.WARN);
        LOGGER.setAdditive(false);
        log.start();
        LOGGER.addAppender(log);
    }

    @AfterEach
    void endLog() {
        LOGGER.detachAppender(log);
        LOGGER.setAdditive(true);
        LOGGER.setLevel(level);
    }

    @Test
    void limit_is_logged_with_its_remedy() {
        assertThat(limit.isReached(LIMIT)).isTrue();

        assertThat(log.list).hasSize(1);
        assertThat(log.list.getFirst().getFormattedMessage())
                .matches("Too many open files: attempts fail until others are closed\\. Raise the limit of open files "
                        + "\\(ulimit -n(, now \\d+)?\\), or close connections\\.");
    }

    @Test
    void limit_is_logged_once_a_minute() {
        for (int second = 0; second < 121; second++) {
            now = Duration.ofSeconds(second).toNanos();
            assertThat(limit.isReached(LIMIT)).isTrue();
        }

        assertThat(log.list).hasSize(3);
    }

    @Test
    void other_failures_are_not_the_limit() {
        assertThat(limit.isReached(new IOException("Connection refused"))).isFalse();
        assertThat(limit.isReached(new IOException())).isFalse();
        assertThat(limit.isReached(null)).isFalse();
        assertThat(log.list).isEmpty();
    }
}
