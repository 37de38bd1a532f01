package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatcher.http.RequestException;
import io.github.cloudtasks.dispatcher.request.DispatchRequestFactory;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.queue.UriOverride.EnforceMode;
import io.github.cloudtasks.model.queue.UriOverride.Scheme;
import io.github.cloudtasks.model.task.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random tasks and random responses. A failure states its seed. */
@Tag("inferred")
class DispatcherFuzzTest {
    private static final String HARD = "ab/:?#[]@!%&=+.\\ \t\r\n\0\u007f\"<>^`{|}ü€\ud834\udd1e\ud800·ß中";
    private static final String[] STARTS = {
        "http://", "https://", "HTTP://", "http:/", "//", "", "http://[", "http://a:", "http://a@"
    };

    @Test
    void any_task_gives_a_well_formed_head_or_a_reason() {
        DispatchRequestFactory requests =
                DispatchBuilder.requestFactory(DispatcherSettings.DEFAULT.withAppEngineUrl("http://localhost:1/p"));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            DispatchBuilder task = random.nextInt(4) == 0 ? appEngineTask(random) : httpTask(random);
            try {
                ByteBuf head = Unpooled.buffer();
                requests.create(task.build()).http().writeHeadTo(head);
                assertThat(head.toString(StandardCharsets.ISO_8859_1))
                        .as("seed %d, round %d", seed, i)
                        .matches("[A-Z]+ /[!-~]* HTTP/1\\.1\r\n([!-9;-~]+: [ -~\t]*\r\n)+\r\n")
                        .containsOnlyOnce("\r\nHost: ");
            } catch (RequestException e) {
                assertThat(e.reason()).as("seed %d, round %d", seed, i).isNotBlank();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + i, e);
            }
        }
    }

    @Test
    void any_response_gives_an_outcome() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (ScriptedTarget target = ScriptedTarget.start(call -> {
                    byte[] response;
                    boolean close;
                    synchronized (random) {
                        response = response(random);
                        close = random.nextInt(3) == 0;
                    }
                    call.respond(response);
                    if (close) {
                        call.close();
                    }
                });
                HttpDispatcher dispatcher = HttpDispatcher.start(DispatcherSettings.DEFAULT)) {
            List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                DispatchBuilder task = DispatchBuilder.http(HttpMethod.values()[i % 7], target.url("/"), "");
                outcomes.add(Deliveries.start(dispatcher, task.deadline(Duration.ofMillis(300))));
            }
            for (CompletableFuture<Outcome> outcome : outcomes) {
                assertThat(Deliveries.await(outcome)).as("seed %d", seed).isNotNull();
            }
        }
    }

    private static DispatchBuilder httpTask(Random random) {
        HttpMethod method = HttpMethod.values()[random.nextInt(7)];
        String[] headers = {text(random, 8), text(random, 8), text(random, 3), text(random, 3)};
        DispatchBuilder task = DispatchBuilder.http(method, url(random), random.nextBoolean() ? "" : "body", headers);
        if (random.nextBoolean()) {
            UriOverride uri = new UriOverride(
                    random.nextBoolean() ? null : Scheme.values()[random.nextInt(3)],
                    random.nextBoolean() ? null : text(random, 10),
                    random.nextBoolean() ? null : Long.valueOf(random.nextInt(100_000)),
                    random.nextBoolean() ? null : text(random, 10),
                    random.nextBoolean() ? null : text(random, 10),
                    EnforceMode.values()[random.nextInt(3)]);
            HttpTarget.Header header = new HttpTarget.Header(text(random, 6), text(random, 6));
            task.target(new HttpTarget(uri, null, List.of(header, header), null));
        }
        return task;
    }

    private static DispatchBuilder appEngineTask(Random random) {
        AppEngineRouting routing = new AppEngineRouting(text(random, 5), text(random, 5), text(random, 5), "");
        return DispatchBuilder.appEngine(
                        HttpMethod.POST,
                        text(random, 20),
                        routing,
                        "hi",
                        text(random, 8),
                        text(random, 8),
                        "user-agent",
                        "ü\r\n")
                .inProject(text(random, 8));
    }

    private static String url(Random random) {
        return STARTS[random.nextInt(STARTS.length)] + text(random, 30);
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(length + 1); i > 0; i--) {
            text.append(
                    random.nextInt(3) == 0
                            ? HARD.charAt(random.nextInt(HARD.length()))
                            : (char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    /** Returns a valid response, a changed one, or one put together from random parts. */
    private static byte[] response(Random random) {
        String[] pieces = {
            "HTTP/1.1 200 OK\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n",
            "Content-Length: 5\r\n",
            "Content-Length: 0\r\n",
            "Transfer-Encoding: chunked\r\n",
            "\r\n",
            "5\r\nhello\r\n",
            "0\r\n\r\n",
            "hello",
            "Connection: close\r\n",
            "Location: /\r\n",
            "HTTP/1.1 302 Found\r\n",
            "\0",
            "HTTP/1.0 500 X\r\n",
            ": \r\n",
            "HTTP/1.1 204 X\r\n\r\n"
        };
        if (random.nextBoolean()) {
            return ScriptedTarget.OK.getBytes(StandardCharsets.ISO_8859_1);
        }
        StringBuilder text = new StringBuilder("HTTP/1.1 200 OK\r\n");
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        if (random.nextInt(4) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
