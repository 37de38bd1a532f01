package io.github.cloudtasks.server.control;

import com.google.protobuf.ByteString;
import io.github.cloudtasks.dispatch.HeaderLines;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.proto.emulator.v1.RecordedAttempt;
import io.github.cloudtasks.proto.emulator.v1.RecordedBody;
import io.github.cloudtasks.proto.emulator.v1.RecordedHeader;
import io.github.cloudtasks.proto.emulator.v1.RecordedRequest;
import io.github.cloudtasks.proto.emulator.v1.RecordedResponse;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Converts entries of the attempt log to messages of the control API. */
final class AttemptMapper {

    private AttemptMapper() {}

    static RecordedAttempt of(io.github.cloudtasks.server.history.AttemptRecord attempt) {
        RecordedAttempt.Builder message = RecordedAttempt.newBuilder()
                .setSerial(Math.toIntExact(attempt.serial()))
                .setTask(attempt.task().toString())
                .setNumber(attempt.number())
                .setDispatchTime(TimeConverter.toProto(attempt.dispatchTime()))
                .setTook(TimeConverter.toProto(attempt.exchange().took()))
                .setRedirects(attempt.exchange().redirects());
        if (attempt.error() != null) {
            message.setError(attempt.error());
        }
        if (attempt.remoteAddress() != null) {
            message.setRemoteAddress(attempt.remoteAddress());
        }
        if (attempt.request() != null) {
            message.setRequest(of(attempt.request()));
        }
        if (attempt.response() != null) {
            message.setResponse(of(attempt.response()));
        }
        return message.build();
    }

    private static RecordedRequest of(io.github.cloudtasks.dispatch.RequestRecord request) {
        RecordedRequest.Builder message = RecordedRequest.newBuilder()
                .setMethod(request.method().name())
                .setUrl(request.url())
                .addAllHeaders(headers(request.headers()))
                .setBody(of(request.body()));
        if (!request.calledUrl().equals(request.url())) {
            message.setCalledUrl(request.calledUrl());
        }
        return message.build();
    }

    private static RecordedResponse of(io.github.cloudtasks.dispatch.ResponseRecord response) {
        return RecordedResponse.newBuilder()
                .setStatus(response.status())
                .addAllHeaders(headers(response.headers()))
                .setBody(of(response.body()))
                .build();
    }

    private static List<RecordedHeader> headers(HeaderLines headers) {
        return headers.toList().stream()
                .map(header -> RecordedHeader.newBuilder()
                        .setName(header.name())
                        .setValue(header.value())
                        .build())
                .toList();
    }

    private static RecordedBody of(io.github.cloudtasks.dispatch.TruncatedBody body) {
        RecordedBody.Builder message =
                RecordedBody.newBuilder().setLength((int) Math.min(Integer.MAX_VALUE, body.length()));
        putContent(body.bytes(), message);
        return message.build();
    }

    private static void putContent(Bytes bytes, RecordedBody.Builder message) {
        try {
            message.setText(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.asByteBuffer())
                    .toString());
        } catch (CharacterCodingException e) {
            message.setBytes(ByteString.copyFrom(bytes.asByteBuffer()));
        }
    }
}
