package io.github.cloudtasks.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random and corrupted requests: the next client gets its response, and no memory is leaked. */
@Tag("unlike")
final class RestFuzzTest {
    private static final int ROUNDS = 400;
    private static final String QUEUE = "/v2beta2/projects/p/locations/l/queues/q";

    /** Valid requests, which are then corrupted. */
    private static final List<String> GOOD = List.of(
            request("GET", QUEUE + "?readMask=name,stats&fields=name,rateLimits(maxBurstSize)", ""),
            request("GET", QUEUE + "/tasks?pageSize=5&responseView=FULL&$alt=json;enum-encoding=int", ""),
            request("PATCH", QUEUE + "?updateMask=rateLimits.maxBurstSize", "{'rateLimits':{'maxBurstSize':5}}"),
            request(
                    "POST",
                    QUEUE + "/tasks",
                    "{'task':{'name':'t','scheduleTime':'2026-01-02T03:04:05.123Z','httpRequest':{'url':'http://x',"
                            + "'headers':{'a':'b'},'body':'aGVsbG8='}},'responseView':'FULL'}"),
            request("POST", QUEUE + "/tasks:lease", "{'maxTasks':10,'leaseDuration':'1.5s','filter':'tag=a'}"),
            request("POST", QUEUE + ":setIamPolicy", "{'policy':{'bindings':[{'role':'r','members':['m']}]}}"),
            request("POST", QUEUE + "/tasks/t:buffer", "raw"),
            request("POST", "/api/queue/update?appId=a", "queue:\n- name: q\n"),
            request("GET", "/$discovery/rest?version=v2beta2&callback=f", ""));

    private final FakeApiVersion api = new FakeApiVersion();
    private LoopbackRestServer server;

    /** Returns a request; single quotes in {@code body} stand for double quotes. */
    private static String request(String method, String target, String quoted) {
        String body = quoted.replace('\'', '"');
        return method
                + " "
                + target
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    @BeforeEach
    void open() {
        server = new LoopbackRestServer(api.version());
    }

    @AfterEach
    void no_memory_is_leaked() {
        server.close();
        assertThat(server.heldBytes()).isZero();
    }

    private void stillAnswers(long seed) throws IOException {
        assertThat(server.get(QUEUE).status()).as("after seed %d", seed).isEqualTo(200);
    }

    @Test
    void random_bytes_do_not_affect_other_connections() throws IOException {
        for (long seed = 0; seed < ROUNDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = new byte[random.nextInt(2000)];
            random.nextBytes(bytes);
            sendAndLeave(bytes, seed, random.nextBoolean());
            if (seed % 20 == 0) {
                stillAnswers(seed);
            }
        }
        stillAnswers(ROUNDS);
    }

    @Test
    void corrupted_requests_do_not_affect_other_connections() throws IOException {
        for (long seed = 0; seed < ROUNDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = GOOD.get(random.nextInt(GOOD.size())).getBytes(StandardCharsets.UTF_8);
            sendAndLeave(spoil(bytes, random), seed, true);
            if (seed % 20 == 0) {
                stillAnswers(seed);
            }
        }
        stillAnswers(ROUNDS);
    }

    /** A corrupted body in a valid request always gets a response, which is never an internal error. */
    @Test
    void corrupted_bodies_always_get_a_response() throws IOException {
        try (RawHttpClient client = server.connect()) {
            for (long seed = 0; seed < ROUNDS * 5; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                String good = GOOD.get(random.nextInt(GOOD.size()));
                int head = good.indexOf("\r\n\r\n");
                byte[] body = spoil(good.substring(head + 4).getBytes(StandardCharsets.UTF_8), random);
                String line = good.substring(0, good.indexOf("\r\n"));
                client.raw(line + "\nHost: x\nContent-Length: " + body.length + "\n\n");
                RawHttpClient.Response response = client.raw(body).receive("POST");
                assertThat(response.status())
                        .as("seed %d: %s", seed, response.body())
                        .isIn(200, 400);
            }
        }
    }

    @Test
    void corrupted_targets_always_get_a_response() throws IOException {
        String characters = "/:?&=%$.,;+*()[]{}'\"\\<>|^`~#aZ09éвᚠ";
        for (long seed = 0; seed < ROUNDS * 2; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            String good = random.nextBoolean() ? QUEUE : QUEUE + "/tasks?pageSize=1&fields=tasks(name)";
            StringBuilder target = new StringBuilder(good);
            for (int i = random.nextInt(1, 8); i > 0; i--) {
                target.insert(random.nextInt(target.length()), characters.charAt(random.nextInt(characters.length())));
            }
            try (RawHttpClient client = server.connect()) {
                RawHttpClient.Response response = client.send(
                                random.nextBoolean() ? "GET" : "POST", target.toString(), "")
                        .receive("GET");
                assertThat(response.status()).as("seed %d: %s", seed, target).isIn(200, 400, 404);
            }
        }
    }

    private void sendAndLeave(byte[] bytes, long seed, boolean wait) throws IOException {
        try (RawHttpClient client = server.connect()) {
            client.raw(bytes);
            client.socket().shutdownOutput();
            if (wait) {
                RawHttpClient.Response response = client.receive("GET");
                assertThat(response.status()).as("seed %d", seed).isBetween(100, 499);
            }
        } catch (EOFException | SocketException | NumberFormatException e) {
            // The connection may end without a response, because the end of the input was sent.
        }
    }

    private static byte[] spoil(byte[] good, SplittableRandom random) {
        byte[] bytes = good.clone();
        for (int i = random.nextInt(1, 6); i > 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes = cut(bytes, at, Math.min(bytes.length, at + random.nextInt(1, 10)), 0);
                case 2 -> bytes = cut(bytes, at, Math.min(bytes.length, at + random.nextInt(1, 30)), 2);
                default -> bytes[at] = (byte) "{}[]\",:'\\0-e\n".charAt(random.nextInt(13));
            }
        }
        return bytes;
    }

    /** Returns the bytes with those from {@code from} to {@code to} repeated. */
    private static byte[] cut(byte[] bytes, int from, int to, int times) {
        StringBuilder text = new StringBuilder(new String(bytes, StandardCharsets.ISO_8859_1));
        String part = text.substring(from, to);
        return text.replace(from, to, part.repeat(times)).toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
