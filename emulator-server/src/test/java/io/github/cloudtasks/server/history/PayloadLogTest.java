package io.github.cloudtasks.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.cloudtasks.dispatch.AttemptExchange;
import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.HeaderLines;
import io.github.cloudtasks.dispatch.RequestRecord;
import io.github.cloudtasks.dispatch.ResponseRecord;
import io.github.cloudtasks.dispatch.TruncatedBody;
import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.task.Outcome.Responded;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PayloadLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(PayloadLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(Level.INFO);
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
    void request_and_response_are_logged_with_the_name_of_the_task() {
        RequestRecord request = new RequestRecord(
                HttpMethod.POST, "http://a/work", "http://b/work", HeaderLines.EMPTY, body("{\"a\": 1}"));
        ResponseRecord response = new ResponseRecord(503, HeaderLines.EMPTY, body("later"));
        Dispatch dispatch = HistoryEvents.dispatch("one", 2);
        AttemptExchange exchange = new AttemptExchange(Duration.ofMillis(3), request, response, 0, null);
        PayloadLog log = new PayloadLog();

        log.on(HistoryEvents.started(dispatch));
        log.on(new Event.AttemptEnded(HistoryEvents.START, dispatch, new Responded(503), exchange));
        log.on(HistoryEvents.settled(dispatch));

        String task = "projects/p/locations/us-central1/queues/q/tasks/one";
        assertThat(lines.list.stream().map(ILoggingEvent::getFormattedMessage))
                .containsExactly(
                        task + " attempt 2 request: POST http://b/work (8 bytes) {\"a\": 1}",
                        task + " attempt 2 response: 503 (5 bytes) later");
        assertThat(lines.list)
                .allSatisfy(line -> assertThat(line.getArgumentArray()[0])
                        .isEqualTo(dispatch.task().name()));
    }

    @Test
    void attempt_without_exchange_or_response_is_accepted() {
        Dispatch dispatch = HistoryEvents.dispatch("one", 1);
        PayloadLog log = new PayloadLog();

        log.on(new Event.AttemptEnded(HistoryEvents.START, dispatch, new Responded(503), null));
        log.on(HistoryEvents.ended(dispatch, 0));

        assertThat(lines.list.stream().map(ILoggingEvent::getFormattedMessage))
                .containsExactly(
                        "projects/p/locations/us-central1/queues/q/tasks/one attempt 1 request: POST http://a/ (no body)");
    }

    @Test
    void control_characters_are_escaped() {
        assertThat(PayloadLog.shown(body("a\r\n12:00 ERROR\u001b[2J\u2028")))
                .isEqualTo("(21 bytes) a\\r\\n12:00 ERROR\\u001b[2J\\u2028");
    }

    @Test
    void binary_bodies_are_base64() {
        byte[] gzip = {0x1f, (byte) 0x8b, 8, 0};

        assertThat(PayloadLog.shown(TruncatedBody.of(Bytes.wrap(gzip)))).isEqualTo("(4 bytes, base64) H4sIAA==");
        assertThat(PayloadLog.shown(TruncatedBody.of(Bytes.wrap(new byte[] {'a', (byte) 0xc3}))))
                .as("an incomplete character at the end")
                .isEqualTo("(2 bytes, base64) YcM=");
    }

    @Test
    void long_bodies_are_cut_between_characters() {
        assertThat(PayloadLog.shown(body("a" + "é".repeat(100_000))))
                .isEqualTo("(200001 bytes) a" + "é".repeat(1023) + "…");
        assertThat(PayloadLog.shown(body("x".repeat(2048)))).isEqualTo("(2048 bytes) " + "x".repeat(2048));
    }

    private static TruncatedBody body(String text) {
        return TruncatedBody.of(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
