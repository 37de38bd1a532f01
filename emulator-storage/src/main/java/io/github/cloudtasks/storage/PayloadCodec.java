package io.github.cloudtasks.storage;

import io.github.cloudtasks.model.task.HeaderMap;
import io.github.cloudtasks.model.task.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredAppEngineHttpRequest;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredHttpRequest;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredPullMessage;
import java.util.List;

/** Encodes the payloads of tasks. */
final class PayloadCodec {
    private PayloadCodec() {}

    static StoredHttpRequest encode(HttpRequest request) {
        StoredHttpRequest.Builder message = StoredHttpRequest.newBuilder()
                .setUrl(request.url())
                .setHttpMethod(SettingsCodec.encode(request.httpMethod()))
                .setBody(MessageCodec.encode(request.body()));
        request.headers().forEach((name, value) -> message.addHeaders(name).addHeaders(value));
        if (request.authorization() != null) {
            message.setAuthorization(SettingsCodec.encode(request.authorization()));
        }
        return message.build();
    }

    static StoredAppEngineHttpRequest encode(AppEngineHttpRequest request) {
        StoredAppEngineHttpRequest.Builder message = StoredAppEngineHttpRequest.newBuilder()
                .setRelativeUri(request.relativeUri())
                .setHttpMethod(SettingsCodec.encode(request.httpMethod()))
                .setBody(MessageCodec.encode(request.body()));
        request.headers().forEach((name, value) -> message.addHeaders(name).addHeaders(value));
        if (request.appEngineRouting() != null) {
            message.setAppEngineRouting(SettingsCodec.encode(request.appEngineRouting()));
        }
        return message.build();
    }

    static AppEngineHttpRequest decode(StoredAppEngineHttpRequest message) throws StoredValueException {
        return new AppEngineHttpRequest(
                SettingsCodec.decode(message.getHttpMethod()),
                message.hasAppEngineRouting() ? SettingsCodec.decode(message.getAppEngineRouting()) : null,
                message.getRelativeUri(),
                headers(message.getHeadersList()),
                MessageCodec.decode(message.getBody()));
    }

    static StoredPullMessage encode(PullMessage pull) {
        return StoredPullMessage.newBuilder()
                .setPayload(MessageCodec.encode(pull.payload()))
                .setTag(pull.tag())
                .build();
    }

    static PullMessage decode(StoredPullMessage message) {
        return new PullMessage(MessageCodec.decode(message.getPayload()), message.getTag());
    }

    /** Decodes headers from their names, each followed by its value. */
    static HeaderMap headers(List<String> namesAndValues) throws StoredValueException {
        if (namesAndValues.size() % 2 != 0) {
            throw new StoredValueException("a header has no value");
        }
        return HeaderMap.ofPairs(namesAndValues);
    }
}
