package io.github.cloudtasks.storage;

import io.github.cloudtasks.model.task.HeaderMap;
import io.github.cloudtasks.model.task.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredAppEngineHttpRequest;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredHttpRequest;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredPullMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    static HttpRequest decode(StoredHttpRequest message) throws StoredValueException {
        return new HttpRequest(
                message.getUrl(),
                SettingsCodec.decode(message.getHttpMethod()),
                headers(message.getHeadersList()),
                MessageCodec.decode(message.getBody()),
                message.hasAuthorization() ? SettingsCodec.decode(message.getAuthorization()) : null);
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

    private static HeaderMap headers(List<String> namesAndValues) throws StoredValueException {
        int size = namesAndValues.size();
        if (size % 2 != 0) {
            throw new StoredValueException("a header has no value");
        }
        Map<String, String> headers = LinkedHashMap.newLinkedHashMap(size / 2);
        for (int i = 0; i < size; i += 2) {
            headers.put(namesAndValues.get(i), namesAndValues.get(i + 1));
        }
        return HeaderMap.copyOf(headers);
    }
}
