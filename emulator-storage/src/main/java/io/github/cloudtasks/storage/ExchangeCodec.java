package io.github.cloudtasks.storage;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.github.cloudtasks.dispatch.AttemptExchange;
import io.github.cloudtasks.dispatch.HeaderLines;
import io.github.cloudtasks.dispatch.RequestRecord;
import io.github.cloudtasks.dispatch.ResponseRecord;
import io.github.cloudtasks.dispatch.TruncatedBody;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredAddress;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredBody;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredExchange;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredRequest;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Encodes the requests and responses of attempts. A body that is the payload of the task is not stored again. */
final class ExchangeCodec {
    private ExchangeCodec() {}

    static StoredExchange encode(AttemptExchange exchange, Bytes payload) {
        StoredExchange.Builder message = StoredExchange.newBuilder()
                .setTook(TimeCodec.encode(exchange.took()))
                .setRedirects(exchange.redirects());
        if (exchange.request() != null) {
            message.setRequest(encode(exchange.request(), payload));
        }
        if (exchange.response() != null) {
            ResponseRecord response = exchange.response();
            message.setResponse(StoredResponse.newBuilder()
                    .setStatus(response.status())
                    .setHeaders(encode(response.headers()))
                    .setBody(encode(response.body(), payload)));
        }
        if (exchange.remoteAddress() != null) {
            message.setRemoteAddress(encode(exchange.remoteAddress()));
        }
        return message.build();
    }

    static AttemptExchange decode(StoredExchange message, Bytes payload) throws StoredValueException {
        return new AttemptExchange(
                TimeCodec.decode(message.getTook()),
                message.hasRequest() ? decode(message.getRequest(), payload) : null,
                message.hasResponse() ? decode(message.getResponse(), payload) : null,
                message.getRedirects(),
                message.hasRemoteAddress() ? decode(message.getRemoteAddress()) : null);
    }

    private static StoredRequest encode(RequestRecord request, Bytes payload) {
        StoredRequest.Builder message = StoredRequest.newBuilder()
                .setMethod(SettingsCodec.encode(request.method()))
                .setUrl(request.url())
                .setHeaders(encode(request.headers()))
                .setBody(encode(request.body(), payload));
        if (!request.calledUrl().equals(request.url())) {
            message.setCalledUrl(request.calledUrl());
        }
        return message.build();
    }

    private static RequestRecord decode(StoredRequest message, Bytes payload) throws StoredValueException {
        return new RequestRecord(
                SettingsCodec.decode(message.getMethod()),
                message.getUrl(),
                message.hasCalledUrl() ? message.getCalledUrl() : message.getUrl(),
                headers(message.getHeaders()),
                decode(message.getBody(), payload));
    }

    private static ResponseRecord decode(StoredResponse message, Bytes payload) throws StoredValueException {
        return new ResponseRecord(
                message.getStatus(), headers(message.getHeaders()), decode(message.getBody(), payload));
    }

    private static ByteString encode(HeaderLines headers) {
        return UnsafeByteOperations.unsafeWrap(headers.asByteBuffer());
    }

    private static HeaderLines headers(ByteString lines) throws StoredValueException {
        try {
            return HeaderLines.parse(lines.toByteArray());
        } catch (IllegalArgumentException e) {
            throw new StoredValueException("the headers are damaged");
        }
    }

    private static StoredBody encode(TruncatedBody body, Bytes payload) {
        StoredBody.Builder message = StoredBody.newBuilder();
        if (!body.bytes().isEmpty() && body.bytes().equals(payload)) {
            message.setIsPayload(true);
        } else {
            message.setBytes(MessageCodec.encode(body.bytes()));
        }
        if (body.isTruncated()) {
            message.setLength(body.length());
        }
        return message.build();
    }

    private static TruncatedBody decode(StoredBody message, Bytes payload) {
        Bytes bytes = message.getIsPayload() ? payload : MessageCodec.decode(message.getBytes());
        return message.hasLength() ? new TruncatedBody(bytes, message.getLength()) : TruncatedBody.of(bytes);
    }

    /** Encodes an address. A name that was not resolved has no connection, and is left out. */
    private static StoredAddress encode(InetSocketAddress address) {
        StoredAddress.Builder message = StoredAddress.newBuilder().setPort(address.getPort());
        InetAddress ip = address.getAddress();
        if (ip != null) {
            message.setIp(ByteString.copyFrom(ip.getAddress()));
        }
        return message.build();
    }

    private static @Nullable InetSocketAddress decode(StoredAddress message) throws StoredValueException {
        try {
            return message.hasIp()
                    ? new InetSocketAddress(
                            InetAddress.getByAddress(message.getIp().toByteArray()), message.getPort())
                    : null;
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new StoredValueException("the address of the connection is damaged");
        }
    }
}
