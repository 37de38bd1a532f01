package io.github.cloudtasks.emulator;

import io.github.cloudtasks.dispatch.HeaderLines;
import io.github.cloudtasks.dispatch.RequestRecord;
import io.github.cloudtasks.dispatch.ResponseRecord;
import io.github.cloudtasks.dispatch.TruncatedBody;
import io.github.cloudtasks.server.history.AttemptRecord;
import java.nio.ByteBuffer;
import java.util.List;

/** Converts entries of the dispatcher's attempt log to types of this API. */
final class AttemptConverter {

    private AttemptConverter() {}

    static RecordedAttempt fromLog(AttemptRecord attempt) {
        return new RecordedAttempt(
                attempt.serial(),
                attempt.task().toString(),
                attempt.number(),
                attempt.dispatchTime(),
                attempt.exchange().took(),
                attempt.request() == null ? null : fromLog(attempt.request()),
                attempt.response() == null ? null : fromLog(attempt.response()),
                attempt.error(),
                attempt.exchange().redirects(),
                attempt.remoteAddress());
    }

    private static RecordedRequest fromLog(RequestRecord request) {
        return new RecordedRequest(
                request.method().name(),
                request.url(),
                request.calledUrl(),
                fromLog(request.headers()),
                fromLog(request.body()));
    }

    private static RecordedResponse fromLog(ResponseRecord response) {
        return new RecordedResponse(response.status(), fromLog(response.headers()), fromLog(response.body()));
    }

    private static List<RecordedHeader> fromLog(HeaderLines headers) {
        return headers.toList().stream()
                .map(header -> new RecordedHeader(header.name(), header.value()))
                .toList();
    }

    private static RecordedBody fromLog(TruncatedBody body) {
        ByteBuffer recorded = body.bytes().asByteBuffer();
        byte[] bytes = new byte[recorded.remaining()];
        recorded.get(bytes);
        return new RecordedBody(bytes, body.length());
    }
}
