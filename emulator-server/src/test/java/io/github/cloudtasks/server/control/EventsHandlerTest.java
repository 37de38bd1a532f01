package io.github.cloudtasks.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.rest.routing.MatchedRequest;
import io.github.cloudtasks.rest.routing.QueryParameters;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestRequest;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.StreamedBody;
import io.github.cloudtasks.rest.routing.SystemParameters;
import io.github.cloudtasks.server.history.EventLog;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The events as they are written to clients, some of which do not receive. */
class EventsHandlerTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final QueueName MINE = QueueName.of("p", "us-central1", "mine");
    private static final QueueName OTHER = QueueName.of("p", "us-central1", "other");

    private final EventLog log = new EventLog(5, 1 << 20, 0);
    private final EventsHandler handler = new EventsHandler(log);
    private final List<Client> clients = new ArrayList<>();

    @AfterEach
    void disconnect() throws Exception {
        for (Client client : clients) {
            client.disconnect();
        }
    }

    @Test
    void client_that_does_not_receive_loses_events_and_is_told() throws Exception {
        Client client = connect("after=0");
        client.receive(1);
        client.awaitText(": events");
        add(MINE, 1);
        // The client is blocked with the first event, and nobody waits for it.
        client.awaitBlocked();
        add(MINE, 20);

        client.receive(100);
        client.awaitText("id: 21\n");
        assertThat(client.text()).contains("id: 16\nevent: gap\ndata: {\"lost\":15}\n\nid: 17\ndata: {");
    }

    @Test
    void client_of_one_queue_resumes_after_events_of_others() throws Exception {
        Client client = connect("after=0&queue=" + MINE);
        client.receive(100);
        add(MINE, 1);
        client.awaitText("id: 1\ndata: {");
        add(OTHER, 3);

        client.awaitText("\n\nid: 4\n\n");
        assertThat(client.text()).doesNotContain(OTHER.toString());
    }

    @Test
    void client_that_was_connected_before_any_event_resumes_without_loss() throws Exception {
        add(MINE, 2);
        Client client = connect("");
        client.receive(100);

        client.awaitText("\n\nid: 2\n\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 999, 1003})
    void client_of_an_emulator_that_ran_before_is_told_and_receives_all_events(long id) throws Exception {
        EventLog later = new EventLog(5, 1 << 20, 1000);
        later.on(new Event.ServiceReset(START));
        later.on(new Event.ServiceReset(START));
        Client client = connect(new EventsHandler(later), "after=" + id);
        client.receive(100);

        client.awaitText("id: 1002\n");
        assertThat(client.text()).contains("event: gap\ndata: {\"restarted\":true}\n\nid: 1001\ndata: {");
    }

    @Test
    void client_that_disconnects_ends_its_thread() throws Exception {
        Client client = connect("");
        client.receive(100);
        client.awaitText(": events");
        client.thread.interrupt();

        assertThatThrownBy(() -> client.ended.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedIOException.class);
    }

    @Test
    void number_of_clients_is_limited() throws Exception {
        for (int i = 0; i < 100; i++) {
            Client client = connect("");
            client.receive(100);
            client.awaitText(": events");
        }

        assertThatThrownBy(() -> handler.stream(request("")))
                .isInstanceOf(ControlException.class)
                .hasMessage("100 clients read the events already. Disconnect one of them and try again.");
        clients.getFirst().disconnect();
        assertThat(handler.stream(request("")).get().status()).isEqualTo(200);
    }

    private void add(QueueName queue, int count) {
        for (int i = 0; i < count; i++) {
            log.on(new Event.TasksRemoved(START, queue, FinishReason.PURGED, 1, List.of()));
        }
    }

    private Client connect(String query) throws Exception {
        return connect(handler, query);
    }

    private Client connect(EventsHandler chosen, String query) throws Exception {
        RestResponse response = chosen.stream(request(query)).get();
        assertThat(response.contentType()).isEqualTo("text/event-stream; charset=UTF-8");
        Client client = new Client();
        clients.add(client);
        client.start(response.stream());
        return client;
    }

    private static ControlRequest request(String query) {
        RestRequest request =
                RestRequest.of("http", "GET", "/emulator/v1/events?" + query, new DefaultHttpHeaders(), new byte[0]);
        return new ControlRequest(
                new MatchedRequest(request, QueryParameters.parse(query), SystemParameters.DEFAULT, List.of()),
                new ResponseWriter(TypeRegistry.getEmptyTypeRegistry()));
    }

    /** A client that receives as many pieces as the test allows. */
    private static final class Client extends OutputStream {
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        private final Semaphore pieces = new Semaphore(0);
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private Thread thread;

        void start(StreamedBody body) {
            thread = Thread.ofVirtual().start(() -> {
                try {
                    body.writeTo(this);
                    ended.complete(null);
                } catch (IOException | RuntimeException e) {
                    ended.completeExceptionally(e);
                }
            });
        }

        void receive(int more) {
            pieces.release(more);
        }

        void awaitBlocked() {
            await(pieces::hasQueuedThreads);
        }

        void awaitText(String part) {
            await(() -> text().contains(part));
        }

        private static void await(BooleanSupplier condition) {
            long start = System.nanoTime();
            while (!condition.getAsBoolean()) {
                assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
                Thread.onSpinWait();
            }
        }

        String text() {
            synchronized (received) {
                return received.toString(StandardCharsets.UTF_8);
            }
        }

        void disconnect() throws Exception {
            thread.interrupt();
            thread.join();
        }

        @Override
        public void write(int b) {
            buffer.write(b);
        }

        @Override
        public void flush() throws IOException {
            try {
                pieces.acquire();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
            synchronized (received) {
                received.writeBytes(buffer.toByteArray());
                buffer.reset();
            }
        }
    }
}
