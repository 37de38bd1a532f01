package io.github.cloudtasks.server.history;

import io.github.cloudtasks.dispatch.AttemptExchange;
import io.github.cloudtasks.dispatch.RequestRecord;
import io.github.cloudtasks.dispatch.ResponseRecord;
import io.github.cloudtasks.dispatch.TruncatedBody;
import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.EventListener;
import io.github.cloudtasks.model.ControlCharacters;
import io.github.cloudtasks.model.task.Task;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the bodies of the requests to targets and of their responses, one line each when an attempt has ended. Bodies
 * are shown as text, or as base64 if they are not UTF-8: the first {@value #MAX_BYTES} bytes, on one line. Headers are
 * not logged, because they can contain tokens. Thread-safe.
 */
public final class PayloadLog implements EventListener {
    /** The number of bytes of a body that are logged. */
    static final int MAX_BYTES = 2048;

    private static final Logger log = LoggerFactory.getLogger(PayloadLog.class);

    @Override
    public void on(Event event) {
        if (event instanceof Event.AttemptEnded ended) {
            AttemptExchange exchange = ended.exchange();
            if (exchange != null) {
                log(ended.dispatch().task(), exchange);
            }
        }
    }

    private static void log(Task task, AttemptExchange exchange) {
        RequestRecord request = exchange.request();
        if (request != null) {
            log.info(
                    "{} attempt {} request: {} {} {}",
                    task.name(),
                    task.dispatchCount(),
                    request.method(),
                    ControlCharacters.escaped(request.calledUrl()),
                    shown(request.body()));
        }
        ResponseRecord response = exchange.response();
        if (response != null) {
            log.info(
                    "{} attempt {} response: {} {}",
                    task.name(),
                    task.dispatchCount(),
                    response.status(),
                    shown(response.body()));
        }
    }

    /** Returns the length of a body and its beginning. */
    static String shown(TruncatedBody body) {
        ByteBuffer bytes = body.bytes().asByteBuffer();
        if (!bytes.hasRemaining()) {
            return "(no body)";
        }
        bytes.limit(Math.min(bytes.limit(), MAX_BYTES));
        boolean whole = bytes.remaining() == body.length();
        // A character that the limit cuts is left out.
        CharBuffer text = CharBuffer.allocate(MAX_BYTES);
        boolean isText = !StandardCharsets.UTF_8
                .newDecoder()
                .decode(bytes.duplicate(), text, whole)
                .isError();
        String beginning = isText
                ? ControlCharacters.escaped(text.flip().toString())
                : StandardCharsets.ISO_8859_1
                        .decode(Base64.getEncoder().encode(bytes))
                        .toString();
        return "(%d bytes%s) %s%s".formatted(body.length(), isText ? "" : ", base64", beginning, whole ? "" : "…");
    }
}
