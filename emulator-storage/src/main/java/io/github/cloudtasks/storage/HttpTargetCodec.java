package io.github.cloudtasks.storage;

import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.HttpTarget.Header;
import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.queue.UriOverride.EnforceMode;
import io.github.cloudtasks.model.queue.UriOverride.Scheme;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredEnforceMode;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredHttpMethod;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredHttpTarget;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredScheme;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredUriOverride;
import java.util.ArrayList;
import java.util.List;

/** Encodes the overrides of queues for HTTP requests. */
final class HttpTargetCodec {
    private HttpTargetCodec() {}

    static StoredHttpTarget encode(HttpTarget target) {
        StoredHttpTarget.Builder message = StoredHttpTarget.newBuilder();
        if (target.uriOverride() != null) {
            message.setUriOverride(encode(target.uriOverride()));
        }
        if (target.httpMethod() != null) {
            message.setHttpMethod(SettingsCodec.encode(target.httpMethod()));
        }
        for (Header header : target.headerOverrides()) {
            message.addHeaderOverrides(header.key()).addHeaderOverrides(header.value());
        }
        if (target.authorization() != null) {
            message.setAuthorization(SettingsCodec.encode(target.authorization()));
        }
        return message.build();
    }

    static HttpTarget decode(StoredHttpTarget message) throws StoredValueException {
        StoredHttpMethod method = message.getHttpMethod();
        return new HttpTarget(
                message.hasUriOverride() ? decode(message.getUriOverride()) : null,
                method == StoredHttpMethod.HTTP_METHOD_UNSPECIFIED ? null : SettingsCodec.decode(method),
                headers(message.getHeaderOverridesList()),
                message.hasAuthorization() ? SettingsCodec.decode(message.getAuthorization()) : null);
    }

    private static List<Header> headers(List<String> namesAndValues) throws StoredValueException {
        if (namesAndValues.size() % 2 != 0) {
            throw new StoredValueException("a header override has no value");
        }
        List<Header> headers = new ArrayList<>(namesAndValues.size() / 2);
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            headers.add(new Header(namesAndValues.get(i), namesAndValues.get(i + 1)));
        }
        return headers;
    }

    private static StoredUriOverride encode(UriOverride override) {
        StoredUriOverride.Builder message =
                StoredUriOverride.newBuilder().setEnforceMode(encode(override.enforceMode()));
        if (override.scheme() != null) {
            message.setScheme(encode(override.scheme()));
        }
        if (override.host() != null) {
            message.setHost(override.host());
        }
        if (override.port() != null) {
            message.setPort(override.port());
        }
        if (override.path() != null) {
            message.setPath(override.path());
        }
        if (override.query() != null) {
            message.setQuery(override.query());
        }
        return message.build();
    }

    private static UriOverride decode(StoredUriOverride message) throws StoredValueException {
        return new UriOverride(
                message.hasScheme() ? decode(message.getScheme()) : null,
                message.hasHost() ? message.getHost() : null,
                message.hasPort() ? message.getPort() : null,
                message.hasPath() ? message.getPath() : null,
                message.hasQuery() ? message.getQuery() : null,
                decode(message.getEnforceMode()));
    }

    private static StoredScheme encode(Scheme scheme) {
        return switch (scheme) {
            case UNSPECIFIED -> StoredScheme.SCHEME_UNSPECIFIED;
            case HTTP -> StoredScheme.SCHEME_HTTP;
            case HTTPS -> StoredScheme.SCHEME_HTTPS;
        };
    }

    private static Scheme decode(StoredScheme scheme) throws StoredValueException {
        return switch (scheme) {
            case SCHEME_UNSPECIFIED -> Scheme.UNSPECIFIED;
            case SCHEME_HTTP -> Scheme.HTTP;
            case SCHEME_HTTPS -> Scheme.HTTPS;
            case UNRECOGNIZED -> throw new StoredValueException("the scheme of the URI override is unknown");
        };
    }

    private static StoredEnforceMode encode(EnforceMode mode) {
        return switch (mode) {
            case UNSPECIFIED -> StoredEnforceMode.ENFORCE_MODE_UNSPECIFIED;
            case IF_NOT_EXISTS -> StoredEnforceMode.ENFORCE_MODE_IF_NOT_EXISTS;
            case ALWAYS -> StoredEnforceMode.ENFORCE_MODE_ALWAYS;
        };
    }

    private static EnforceMode decode(StoredEnforceMode mode) throws StoredValueException {
        return switch (mode) {
            case ENFORCE_MODE_UNSPECIFIED -> EnforceMode.UNSPECIFIED;
            case ENFORCE_MODE_IF_NOT_EXISTS -> EnforceMode.IF_NOT_EXISTS;
            case ENFORCE_MODE_ALWAYS -> EnforceMode.ALWAYS;
            case UNRECOGNIZED -> throw new StoredValueException("the enforce mode of the URI override is unknown");
        };
    }
}
