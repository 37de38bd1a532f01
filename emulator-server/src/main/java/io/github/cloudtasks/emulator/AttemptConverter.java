package io.github.cloudtasks.emulator;

import io.github.cloudtasks.dispatcher.attempts.AttemptRecord;
import io.github.cloudtasks.dispatcher.attempts.RequestRecord;
import io.github.cloudtasks.dispatcher.http.HttpHeader;
import io.github.cloudtasks.dispatcher.http.Response;
import io.github.cloudtasks.dispatcher.http.TruncatedBody;
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
                attempt.took(),
                attempt.request() == null ? null : fromLog(attempt.request()),
                attempt.response() == null ? null : fromLog(attempt.response()),
                attempt.error(),
                attempt.redirects());
    }

    private static RecordedRequest fromLog(RequestRecord request) {
        return new RecordedRequest(
                request.method().name(),
                request.url(),
                request.calledUrl(),
                fromLog(request.headers()),
                fromLog(request.body()));
    }

    private static RecordedResponse fromLog(Response response) {
        return new RecordedResponse(response.status(), fromLog(response.headers()), fromLog(response.body()));
    }

    private static List<RecordedHeader> fromLog(List<HttpHeader> headers) {
        return headers.stream()
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
