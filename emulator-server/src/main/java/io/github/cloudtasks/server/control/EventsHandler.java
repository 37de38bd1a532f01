package io.github.cloudtasks.server.control;

import io.github.cloudtasks.proto.emulator.v1.EventGap;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.server.history.EventLog;
import io.github.cloudtasks.server.history.LoggedEvent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Handles {@code GET /emulator/v1/events}: the events of the engine, and failed calls of the API, as server-sent events
 * (the format of the HTML standard). A client that does not receive blocks the virtual thread of its response only; it
 * loses events, and is told how many.
 */
final class EventsHandler {
    private static final Set<String> PARAMETERS = Set.of("queue", "after");
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final String EVENT_STREAM = "text/event-stream; charset=UTF-8";
    private static final int HTTP_OK = 200;

    /** The most clients at one time, each with a thread and two buffers. */
    private static final int MAX_CLIENTS = 100;

    private static final int BATCH = 500;

    /** A comment is sent after this time without events, so that a lost connection is noticed. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /**
     * The least time between two batches, so that a busy engine wakes a client rarely and not for each event. A client
     * receives at most 5,000 events per second, since writing them costs CPU time that dispatches would have.
     */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final EventLog events;
    private final AtomicInteger clients = new AtomicInteger();

    EventsHandler(EventLog events) {
        this.events = events;
    }

    /** Returns the events after an id: that of the last event the client has seen, otherwise the latest one. */
    CompletableFuture<RestResponse> stream(ControlRequest request) {
        request.allowParameters(PARAMETERS);
        String queue = ControlParameters.queueName(request.parameter("queue"));
        String header = request.request().request().headers().get(LAST_EVENT_ID, "");
        String after = header.isEmpty() ? request.parameter("after") : header;
        String name = header.isEmpty() ? "after" : LAST_EVENT_ID;
        if (!after.matches("\\d{0,18}")) {
            throw ControlException.invalid(name + " must be the id of an event, not \"" + after + "\".");
        }
        if (clients.get() >= MAX_CLIENTS) {
            throw ControlException.exhausted(
                    MAX_CLIENTS + " clients read the events already. Disconnect one of them and try again.");
        }
        long start = after.isEmpty() ? events.lastId() : Long.parseLong(after);
        RestResponse response = RestResponse.streamed(HTTP_OK, EVENT_STREAM, out -> write(out, queue, start));
        return CompletableFuture.completedFuture(
                response.withHeader("Cache-Control", "no-store").withHeader("X-Accel-Buffering", "no"));
    }

    private void write(OutputStream out, String queue, long start) throws IOException {
        clients.incrementAndGet();
        try {
            writeAll(out, queue, start);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The client has disconnected.");
        } finally {
            clients.decrementAndGet();
        }
    }

    private void writeAll(OutputStream out, String queue, long start) throws IOException, InterruptedException {
        EventStreamWriter writer = new EventStreamWriter(out);
        // The client sees at once that it is connected.
        writer.comment(" events of the Cloud Tasks emulator");
        long last = start;
        if (events.isOwn(start)) {
            // A client that loses the connection before the first event resumes from here.
            writer.id(start);
        } else {
            last = 0;
            writer.gap(0, EventGap.newBuilder().setRestarted(true).build());
        }
        out.flush();
        while (!Thread.currentThread().isInterrupted()) {
            if (!events.await(last, HEARTBEAT)) {
                writer.comment("");
            } else {
                EventLog.Batch batch = events.read(last, BATCH);
                writeBatch(writer, queue, batch);
                last = batch.lastId();
            }
            out.flush();
            Thread.sleep(PAUSE);
        }
    }

    private static void writeBatch(EventStreamWriter writer, String queue, EventLog.Batch batch) throws IOException {
        long before = batch.events().isEmpty()
                ? batch.lastId()
                : batch.events().getFirst().id() - 1;
        if (batch.lost() > 0) {
            EventGap gap = EventGap.newBuilder()
                    .setLost((int) Math.min(Integer.MAX_VALUE, batch.lost()))
                    .build();
            writer.gap(before, gap);
        }
        long written = 0;
        for (LoggedEvent event : batch.events()) {
            if (queue.isEmpty()
                    || event.queue() == null
                    || event.queue().toString().equals(queue)) {
                writer.event(event);
                written = event.id();
            }
        }
        if (written < batch.lastId()) {
            // No event, but the id from which a client resumes that does not receive events of other queues.
            writer.id(batch.lastId());
        }
    }
}
